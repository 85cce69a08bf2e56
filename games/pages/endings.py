"""How a match ended, for whoever looks: a headline, the reason, and a text to share with its marks.

The text says nothing of the secret, so that whoever reads it can still watch the match.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from games.pages.lines import eyes_of, standing
from games.pages.names import ENDINGS, NAMES, UNRATED, VERDICTS, Words
from games.rules.base import Fact
from games.rules.injections import injections_in

RUNNING = ("waiting", "playing")
MARKS_A_ROW = 10
_WON = {
    "human": gettext_lazy("The human won"),
    "bot": gettext_lazy("The bot won"),
    "model": gettext_lazy("The model won"),
    "search": gettext_lazy("Our program won"),
}
_ANSWERS = {"yes": "●", "probably yes": "◕", "don't know": "◌", "probably no": "◔", "no": "○"}


@dataclass(frozen=True)
class Ending:
    """tone: "good", "bad" or ""; unrated: why the match is on no board, "" where it is on one.

    injections: what came of asking the model to leave its rules, "" where nobody did; appeal: what
    became of one's own.
    """

    headline: str
    tone: str
    reason: Words
    unrated: Words
    score: float | None
    share: str
    injections: str = ""
    appeal: Words = ""


def is_over(state: Mapping[str, Any]) -> bool:
    return state["status"] not in RUNNING


def ending_of(state: Mapping[str, Any]) -> Ending:
    eyes = eyes_of(state)
    own: Mapping[str, Any] = next((one for one in state["players"] if one["seat"] == eyes), {})
    headline, tone = _headline(state, own)
    because = state["unrated_because"]
    return Ending(
        headline,
        tone,
        ENDINGS.get(state["ending"], state["ending"]),
        UNRATED.get(because, "") if because else "",
        own.get("score"),
        _share(state, headline),
        _injections(state),
        VERDICTS.get(state.get("appeal", {}).get("status", ""), ""),
    )


def _headline(state: Mapping[str, Any], own: Mapping[str, Any]) -> tuple[str, str]:
    results = {one["result"] for one in state["players"]}
    if state["status"] != "finished":
        return _("No result"), ""
    if results == {"won"}:
        return _("Found, together"), "good"
    if results == {"lost"}:
        return _("Not this time"), "bad"
    if "drawn" in results:
        return _("A draw"), ""
    if state["seat"] is None:
        return _headline_for_spectators(state["players"], own), ""
    if own.get("result") == "won":
        return _("You won"), "good"
    other = next(one["kind"] for one in state["players"] if one["seat"] != state["seat"])
    return (_("The other player won") if other == "human" else str(_WON[other])), "bad"


def _headline_for_spectators(players: Sequence[Mapping[str, Any]], first: Mapping[str, Any]) -> str:
    """People stay nameless, and so does a model that played with one: its card follows below."""
    kinds = {one["kind"] for one in players}
    winner = next(one for one in players if one["result"] == "won")
    if kinds in ({"human"}, {"bot"}):
        return _("The first player won") if winner == first else _("The second player won")
    if kinds & {"human", "bot"}:
        return str(_WON[winner["kind"]])
    if winner["kind"] == "search":
        return str(_WON["search"])
    return _("%(name)s won") % {"name": winner["name"]}


def _injections(state: Mapping[str, Any]) -> str:
    facts = [Fact(one["kind"], one["payload"], one["seat"]) for one in standing(state["events"])]
    found = injections_in(facts)
    if not found:
        return ""
    asked = ngettext(
        "%(count)s message asked the model to leave its rules.",
        "%(count)s messages asked the model to leave its rules.",
        len(found),
    ) % {"count": len(found)}
    fair = (
        _("That is a fair move here.")
        if all(one.is_legal for one in found)
        else _("It is meant to be played without; nothing is taken from you for it.")
    )
    came_of_it = [one.gave_in for one in found if one.gave_in is not None]
    how = (_("It gave in.") if any(came_of_it) else _("It held.")) if came_of_it else ""
    return " ".join(filter(None, (asked, how, fair)))


def _share(state: Mapping[str, Any], headline: str) -> str:
    title = NAMES[state["game"]].title
    if state["day"]:
        title = _("Word of %(day)s") % {
            "day": date_format(date.fromisoformat(state["day"]), "j F Y")
        }
    view, rows = state["view"], list(_rows(state))
    turns = ""
    if "board" not in view:
        turns = " · " + _("%(used)s of %(all)s turns") % {
            "used": view["num_used"],
            "all": view["num_turns"],
        }
    return "\n".join([f"Agon · {title} · {headline}{turns}", *rows])


def _rows(state: Mapping[str, Any]) -> Iterable[str]:
    if "board" in state["view"]:
        own = eyes_of(state)
        for row in state["view"]["board"]:
            yield "".join("·" if not disc else "●" if disc == own else "○" for disc in row)
        return
    marks = "".join(_mark(event) for event in standing(state["events"]))
    for start in range(0, len(marks), MARKS_A_ROW):
        yield marks[start : start + MARKS_A_ROW]


def _mark(event: Mapping[str, Any]) -> str:
    kind, payload = event["kind"], event["payload"]
    if kind == "answered":
        return _ANSWERS.get(payload.get("answer", ""), "●")
    if kind in ("ruled", "gave_verdict"):
        return "✓" if payload.get("holds") else "✕" if kind == "ruled" else "■"
    return {"replied": "●", "warned": "!", "forfeited": "✕"}.get(kind, "")
