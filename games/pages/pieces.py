"""A match in HTML: what a page shows and what a socket brings is drawn by the same templates.

A socket brings only the events that its watcher has not seen, which is enough for every piece but
the ending: that one tells of the whole match, and is only drawn of a state that holds all of it.
"""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from games.afterwards import Asked
from games.pages.answers import surprising_of, told_of
from games.pages.controls import controls_of
from games.pages.discs import columns_of, owners_of
from games.pages.endings import ending_of, is_over
from games.pages.lines import eyes_of, lines_of
from games.pages.names import NAMES
from games.pages.timeline import timeline_of

PIECES: tuple[str, ...] = (
    "players",
    "standing",
    "clock",
    "table",
    "history",
    "typing",
    "controls",
    "menu",
)
MOST_MARKS = 24  # turns drawn as a row of marks; more of them are only counted


def pieces_of(
    state: dict[str, Any], request: HttpRequest | None = None, asked: Asked | None = None
) -> dict[str, str]:
    """The pieces of the page that change, by the id of the element that holds them.

    request: of a page, whose forms then also work without a script; asked: at the end.
    """
    context = _context(state) | {"asked": asked}
    context["invite_address"] = _invite_address(state, request)
    names = PIECES
    if context["is_over"] and _is_whole(state):
        names = (*PIECES, "ending", "replay", "after")
        context |= _of_ending(state, request)
    return {name: render_to_string(f"games/_{name}.html", context, request) for name in names}


def _context(state: dict[str, Any]) -> dict[str, Any]:
    over, view = is_over(state), state["view"]
    return {
        "state": state,
        "board": f"games/boards/{state['game']}.html",
        "name": NAMES[state["game"]],
        "eyes": eyes_of(state),
        "lines": lines_of(state),
        "controls": controls_of(state),
        "columns": columns_of(state),
        "owners": owners_of(state),
        "is_over": over,
        "other_is_model": any(one["kind"] == "model" for one in state["players"]),
        "is_thinking": not over and state["to_move"] not in (None, state["seat"]),
        "marks": _marks(view["num_used"], view["num_turns"]),
    }


def _of_ending(state: dict[str, Any], request: HttpRequest | None) -> dict[str, Any]:
    path = reverse("games:lobby") if state["day"] else reverse("games:match", args=[state["id"]])
    address = request.build_absolute_uri(path) if request else ""
    return {
        "ending": ending_of(state),
        "timeline": timeline_of(state),
        "told": told_of(state),
        "surprising": surprising_of(state),
        "first_seq": state["events"][0]["seq"] if state["events"] else 0,
        "address": address,
    }


def _invite_address(state: dict[str, Any], request: HttpRequest | None) -> str:
    path = reverse("games:join", args=[state["invite"]]) if state["invite"] else ""
    return request.build_absolute_uri(path) if request and path else path


def _is_whole(state: dict[str, Any]) -> bool:
    return not state["events"] or state["events"][0]["seq"] == 1


def _marks(num_used: int, num_turns: int) -> list[str]:
    """ "used" or "" for each turn; [] where there are too many for a row."""
    if num_turns > MOST_MARKS:
        return []
    return ["used"] * num_used + [""] * (num_turns - num_used)
