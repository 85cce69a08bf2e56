"""The board of Connect Four as columns to press and discs to draw."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from games.pages.labels import seat_label
from games.pages.lines import eyes_of, standing
from games.pages.names import Words


@dataclass(frozen=True)
class Cell:
    """side: "own", "other" or ""; seq: of the event that dropped the disc, 0 if not known."""

    side: str = ""
    seq: int = 0
    is_last: bool = False
    is_in_line: bool = False


@dataclass(frozen=True)
class Column:
    """cells: from the top; label: what lies in it, from below, in words."""

    number: int
    cells: tuple[Cell, ...]
    label: str
    is_open: bool


def owners_of(state: Mapping[str, Any]) -> dict[str, Words]:
    """Whose discs they are, by side; a spectator gets names, or colours while there are none."""
    if state["seat"]:
        return {"own": _("yours"), "other": _("theirs")}
    own = eyes_of(state)
    return {
        "own" if player["seat"] == own else "other": player["name"]
        or (_("the human") if player["kind"] == "human" else seat_label(player["seat"]))
        for player in state["players"]
    }


def columns_of(state: Mapping[str, Any]) -> list[Column]:
    """[] for games without a board."""
    board = state["view"].get("board")
    if not board:
        return []
    seqs, own, owners = _seqs(state), eyes_of(state), owners_of(state)
    may_drop = bool(state["form"])
    last, line = state["view"].get("last"), state["view"].get("line", [])
    columns = []
    for index in range(len(board[0])):
        seats = [row[index] for row in board]
        cells = []
        for depth, seat in enumerate(seats):
            place = [index + 1, len(seats) - depth]
            side = "" if not seat else "own" if seat == own else "other"
            seq = seqs.get(tuple(place), 0)
            cells.append(Cell(side, seq, place == last, place in line))
        is_open = may_drop and not seats[0]
        label = _label(index + 1, cells, owners)
        columns.append(Column(index + 1, tuple(cells), label, is_open))
    return columns


def _seqs(state: Mapping[str, Any]) -> dict[tuple[int, ...], int]:
    """By [column, row], from 1 and from below. Only a state with all events can say it."""
    if not state["events"] or state["events"][0]["seq"] != 1:
        return {}
    heights: dict[int, int] = defaultdict(int)
    seqs: dict[tuple[int, ...], int] = {}
    for event in standing(state["events"]):
        if event["kind"] == "dropped":
            column = event["payload"]["column"]
            heights[column] += 1
            seqs[column, heights[column]] = event["seq"]
    return seqs


def _label(number: int, cells: list[Cell], owners: Mapping[str, Words]) -> str:
    discs = [str(owners[cell.side]) for cell in reversed(cells) if cell.side]
    column = _("Column %(number)s") % {"number": number}
    num_free = len(cells) - len(discs)
    free = ngettext("%(number)s free", "%(number)s free", num_free) % {"number": num_free}
    if not discs:
        return f"{column}: {free}"
    from_below = _("from below: %(discs)s") % {"discs": ", ".join(discs)}
    return f"{column}, {from_below}, {free}"
