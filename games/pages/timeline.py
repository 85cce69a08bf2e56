"""What the model believed, turn by turn, once a match is over: numbers for a drawing and a table.

A belief is the list of words that it held for likely, and then the point is the rank of the true
word in it; or how far it believed a claim, and then the point is that level. What was said live
and what was said afterwards are two lines. Units are those of the view box, WIDTH by HEIGHT.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from games.pages.labels import value_label
from games.pages.names import Words
from games.wording.guesses import names_word

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 132, 20, 20, 32
MOST_RANKED = 6  # ranks drawn; what stands lower shares the last line
Beliefs = Sequence[Mapping[str, Any]]  # as games/hindsight.py gives them
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
    """points: of what was said live; replayed: of what was said afterwards, of the same turns.
    Either may be empty."""

    levels: tuple[Level, ...]
    points: tuple[Point, ...]
    replayed: tuple[Point, ...]
    summary: str

    @property
    def path(self) -> str:
        return _path(self.points)

    @property
    def replayed_path(self) -> str:
        return _path(self.replayed)

    @property
    def rows(self) -> list[tuple[int, Point | None, Point | None]]:
        """Of a table: turn, live, replayed."""
        live, again = ({one.turn: one for one in way} for way in (self.points, self.replayed))
        return [(turn, live.get(turn), again.get(turn)) for turn in sorted({*live, *again})]

    @property
    def turns(self) -> list[tuple[int, int, int]]:
        """Of the drawing: turn, x, the event's number."""
        found = {one.turn: (one.turn, one.x, one.seq) for one in (*self.points, *self.replayed)}
        return [found[turn] for turn in sorted(found)]


@dataclass(frozen=True)
class _Said:
    """A belief as a row of the drawing, 0 the uppermost."""

    turn: int
    seq: int
    row: int
    detail: str


def timeline_of(state: Mapping[str, Any]) -> Timeline | None:
    """None where nothing was told of beliefs, or the truth is not known."""
    beliefs = (state["hindsight"] or {}).get("beliefs", ())
    if state["view"].get("word"):
        return _of_candidates(beliefs, state)
    if state["view"].get("truth"):
        return _of_beliefs(beliefs, str(state["view"]["truth"]))
    return None


def _of_candidates(beliefs: Beliefs, state: Mapping[str, Any]) -> Timeline | None:
    word, aliases = state["view"]["word"], _aliases(state)
    labels: list[Words] = [_("thought of first")]
    labels += [_("as no. %(rank)s") % {"rank": rank} for rank in range(2, MOST_RANKED + 1)]
    labels.append(_("not among them"))

    def said(belief: Mapping[str, Any], seq: int, turn: int) -> _Said | None:
        candidates = belief.get("candidates") or ()
        rank = _rank(candidates, word, aliases)
        row = min(rank or len(labels), len(labels)) - 1
        return _Said(turn, seq, row, ", ".join(candidates))

    live, again = _both(beliefs, said)
    summary = _summary_of(
        live or again,
        lambda one: one.row < len(labels) - 1,
        _("It first thought of the word on its turn %(turn)s."),
        _("The word was never among its candidates."),
    )
    return _drawn(labels, 0, live, again, summary)


def _of_beliefs(beliefs: Beliefs, truth: str) -> Timeline | None:
    levels = BELIEFS if truth in BELIEFS else ("1", "2", "3", "unknown")
    true_row, labels = levels.index(truth), [_level_label(level) for level in levels]
    near = 1 if truth in BELIEFS else 0

    def said(belief: Mapping[str, Any], seq: int, turn: int) -> _Said | None:
        level = belief.get("belief")
        if level not in levels:
            return None
        row = levels.index(level)
        return _Said(turn, seq, row, str(labels[row]))

    live, again = _both(beliefs, said)
    summary = _summary_of(
        live or again,
        lambda one: abs(one.row - true_row) <= near,
        _("It first leaned towards the truth on its turn %(turn)s."),
        _("It never leaned towards the truth."),
    )
    return _drawn(labels, true_row, live, again, summary)


def _both(
    beliefs: Beliefs, said: Callable[[Mapping[str, Any], int, int], _Said | None]
) -> tuple[list[_Said], list[_Said]]:
    """Live and replayed."""
    found = [
        [said(one[way], one["seq"], one["turn"]) for one in beliefs if one[way]]
        for way in ("live", "replay")
    ]
    live, again = ([one for one in way if one is not None] for way in found)
    return live, again


def _summary_of(
    said: Sequence[_Said], is_hit: Callable[[_Said], bool], hit: str, missed: str
) -> str:
    first = next((one.turn for one in said if is_hit(one)), None)
    return hit % {"turn": first} if first else missed


def _drawn(
    labels: Sequence[Words],
    true_row: int,
    live: Sequence[_Said],
    again: Sequence[_Said],
    summary: str,
) -> Timeline | None:
    if not live and not again:
        return None
    step = (HEIGHT - TOP - BOTTOM) / (len(labels) - 1)
    ys = [round(TOP + row * step) for row in range(len(labels))]
    turns = [one.turn for one in (*live, *again)]
    first, room = min(turns), WIDTH - LEFT - RIGHT
    across = room / max(1, max(turns) - first)

    def point(one: _Said) -> Point:
        x = LEFT + (one.turn - first) * across if max(turns) > first else LEFT + room / 2
        y, level = ys[one.row], labels[one.row]
        return Point(one.turn, one.seq, round(x), y, level, one.detail, one.row == true_row)

    levels = tuple(
        Level(label, y, row == true_row)
        for row, (label, y) in enumerate(zip(labels, ys, strict=True))
    )
    return Timeline(levels, tuple(map(point, live)), tuple(map(point, again)), summary)


def _path(points: Sequence[Point]) -> str:
    return " ".join(f"{point.x},{point.y}" for point in points)


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
