"""What the model believed, turn by turn, once a match is over: numbers for a drawing and a table.

A belief is the list of words that it held for likely, and then the point is the rank of the true
word in it; or how far it believed a claim, and then the point is that level. Units of the drawing
are those of its view box, WIDTH by HEIGHT.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from games.labels import value_label
from games.lines import standing
from games.names import Words
from games.wording.guesses import names_word

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 132, 20, 20, 32
MOST_RANKED = 6  # ranks drawn; what stands lower shares the last line
BELIEFS = ("true", "possibly true", "unknown", "possibly false", "false")


@dataclass(frozen=True)
class Level:
    """A line across the drawing. is_truth: where a model that knows everything would be."""

    label: Words
    y: int
    is_truth: bool = False


@dataclass(frozen=True)
class Point:
    """turn: of the model, from 1; seq: of the event; detail: what it said, for the table."""

    turn: int
    seq: int
    x: int
    y: int
    level: Words
    detail: str
    is_true: bool


@dataclass(frozen=True)
class Timeline:
    levels: tuple[Level, ...]
    points: tuple[Point, ...]
    summary: str

    @property
    def path(self) -> str:
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def timeline_of(state: Mapping[str, Any]) -> Timeline | None:
    """None where nothing was told of beliefs, or the truth is not known."""
    events = standing(state["events"])
    listed = [event for event in events if event["kind"] == "listed"]
    if listed and state["view"].get("word"):
        return _of_candidates(listed, state)
    believed = [event for event in events if event["kind"] == "believed"]
    if believed and state["view"].get("truth"):
        return _of_beliefs(believed, str(state["view"]["truth"]))
    return None


def _of_candidates(listed: Sequence[Mapping[str, Any]], state: Mapping[str, Any]) -> Timeline:
    word, aliases = state["view"]["word"], _aliases(state)
    ranks = [_rank(event["payload"]["candidates"], word, aliases) for event in listed]
    labels: list[Words] = [_("thought of first")]
    labels += [_("as no. %(rank)s") % {"rank": rank} for rank in range(2, MOST_RANKED + 1)]
    labels.append(_("not among them"))
    rows = [min(rank or len(labels), len(labels)) - 1 for rank in ranks]
    details = [", ".join(event["payload"]["candidates"]) for event in listed]
    first = next((turn for turn, rank in enumerate(ranks, 1) if rank), None)
    summary = _("The word was never among its candidates.")
    if first:
        summary = _("It first thought of the word on its turn %(turn)s.") % {"turn": first}
    return _drawn(labels, 0, rows, [event["seq"] for event in listed], details, summary)


def _of_beliefs(believed: Sequence[Mapping[str, Any]], truth: str) -> Timeline:
    levels = BELIEFS if truth in BELIEFS else ("1", "2", "3", "unknown")
    found = [event["payload"]["belief"] for event in believed]
    rows = [levels.index(belief) for belief in found]
    true_row = levels.index(truth)
    labels = [_level_label(level) for level in levels]
    near = [abs(row - true_row) <= (1 if truth in BELIEFS else 0) for row in rows]
    first = near.index(True) + 1 if True in near else None
    summary = _("It never leaned towards the truth.")
    if first:
        summary = _("It first leaned towards the truth on its turn %(turn)s.") % {"turn": first}
    details = [str(label) for label in (labels[row] for row in rows)]
    return _drawn(labels, true_row, rows, [e["seq"] for e in believed], details, summary)


def _drawn(
    labels: Sequence[Words],
    true_row: int,
    rows: Sequence[int],
    seqs: Sequence[int],
    details: Sequence[str],
    summary: str,
) -> Timeline:
    step = (HEIGHT - TOP - BOTTOM) / (len(labels) - 1)
    ys = [round(TOP + row * step) for row in range(len(labels))]
    room = WIDTH - LEFT - RIGHT
    across = room / max(1, len(rows) - 1)
    points = tuple(
        Point(
            turn=number + 1,
            seq=seq,
            x=round(LEFT + number * across) if len(rows) > 1 else LEFT + room // 2,
            y=ys[row],
            level=labels[row],
            detail=detail,
            is_true=row == true_row,
        )
        for number, (row, seq, detail) in enumerate(zip(rows, seqs, details, strict=True))
    )
    levels = tuple(
        Level(label, y, row == true_row)
        for row, (label, y) in enumerate(zip(labels, ys, strict=True))
    )
    return Timeline(levels, points, summary)


def _rank(candidates: Sequence[str], word: str, aliases: Sequence[str]) -> int | None:
    """From 1; None where the word is not listed."""
    held = (names_word(candidate, word, aliases).holds for candidate in candidates)
    return next((rank for rank, holds in enumerate(held, start=1) if holds), None)


def _aliases(state: Mapping[str, Any]) -> Sequence[str]:
    deal = (state["sealed"] or {}).get("deal", {})
    return tuple(deal.get("item", {}).get("aliases", ()))


def _level_label(level: str) -> Words:
    if level in ("1", "2", "3"):
        return _("number %(number)s is the lie") % {"number": level}
    return value_label(level)
