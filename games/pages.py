"""A match in HTML: what a page shows and what a socket brings is drawn by the same templates."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from games.names import ENDINGS, NAMES


def parts_of(state: dict[str, Any], request: HttpRequest | None = None) -> dict[str, str]:
    """The pieces of the page that change, by the id of the element that holds them.

    request: of a page, whose forms then also work without a script.
    """
    context = {
        "state": state,
        "board": f"games/boards/{state['game']}.html",
        "name": NAMES[state["game"]],
        "ending": _ending(state),
    }
    return {
        part: render_to_string(f"games/_{part}.html", context, request)
        for part in ("history", "controls", "standing")
    }


def _ending(state: dict[str, Any]) -> Any:
    return ENDINGS.get(state["ending"], state["ending"])
