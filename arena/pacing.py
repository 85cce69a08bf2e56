"""One pace for both answers, so that speed, chunking and first tokens give nothing away.

What each side has written goes into a buffer; what the visitor sees comes out of it by three rules.

1. Gate: nothing is shown until every side has LOOKAHEAD characters (or has ended).
2. Lockstep: while both sides have text to come, both show the same number of characters in the same
   tick. The slower one sets the number.
3. Tail: when one side is shown whole, the other goes on at the pace of the lockstep, whoever wrote
   it. A little slower than the slowest wrote, so that its buffer does not run dry and tell.

What remains and cannot be hidden: how long an answer is, and how fast the slower of the two is.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

LOOKAHEAD = 24
MOST_SAVED_SECONDS = 0.25  # after a pause the text goes on, it does not rush
CAUTION = 0.85  # share of the slowest side's speed at which text is shown


@dataclass(slots=True)
class _Side:
    text: str = ""
    shown: int = 0
    ended: bool = False
    first_at: float | None = None
    speed: float | None = None  # characters a second, so far

    @property
    def waiting(self) -> int:
        return len(self.text) - self.shown

    @property
    def is_whole(self) -> bool:
        return self.ended and self.waiting == 0


@dataclass(slots=True)
class Pacer:
    """Text in at any speed, text out at one. Times are seconds of one clock."""

    sides: Sequence[str]
    most_per_second: float
    _sides: dict[str, _Side] = field(init=False)
    _opened: bool = False
    _budget: float = 0.0
    _tail_pace: float | None = None
    _last_at: float | None = None

    def __post_init__(self) -> None:
        self._sides = {name: _Side() for name in self.sides}

    def feed(self, name: str, text: str, now: float) -> None:
        side = self._sides[name]
        if side.first_at is None:
            side.first_at = now
        elif now > side.first_at:
            side.speed = len(side.text) / (now - side.first_at)
        side.text += text

    def end(self, name: str) -> None:
        """No more text will come from this side."""
        self._sides[name].ended = True

    def is_whole(self, name: str) -> bool:
        """Whether all of this side has been shown, and no more will come."""
        return self._sides[name].is_whole

    @property
    def is_open(self) -> bool:
        """Whether text has begun to be shown: for all sides at the same tick."""
        return self._opened

    @property
    def is_done(self) -> bool:
        return all(side.is_whole for side in self._sides.values())

    def release(self, now: float) -> dict[str, str]:
        """The text to show at this tick, for each side; at most what the pace allows."""
        since, self._last_at = (now - self._last_at if self._last_at is not None else 0.0), now
        if not self._opened:
            if not all(s.ended or s.waiting >= LOOKAHEAD for s in self._sides.values()):
                return self._nothing()
            self._opened = True
        pace = self._pace()
        self._budget = min(self._budget + since * pace, max(1.0, MOST_SAVED_SECONDS * pace))
        unfinished = [side for side in self._sides.values() if not side.is_whole]
        if not unfinished:
            return self._nothing()
        # A side that has ended may be short of the rest: it must not hold the other one back.
        size = min([int(self._budget)] + [side.waiting for side in unfinished if not side.ended])
        if size <= 0:
            return self._nothing()
        self._budget -= size
        return {name: self._take(side, size) for name, side in self._sides.items()}

    def _pace(self) -> float:
        if self._tail_pace is not None:
            return self._tail_pace
        speeds = [s.speed for s in self._sides.values() if s.speed is not None]
        pace = min([self.most_per_second] + [CAUTION * speed for speed in speeds])
        if any(side.is_whole for side in self._sides.values()):
            self._tail_pace = pace  # whoever is left may write faster now: that must not show
        return pace

    def _nothing(self) -> dict[str, str]:
        return dict.fromkeys(self._sides, "")

    @staticmethod
    def _take(side: _Side, size: int) -> str:
        stop = min(side.shown + size, len(side.text))
        while stop < len(side.text) and _continues(side.text[stop]):
            stop += 1
        piece = side.text[side.shown : stop]
        side.shown = stop
        return piece


def _continues(character: str) -> bool:
    """Whether a character belongs to the one before it (accents, joiners, skin tones)."""
    return (
        unicodedata.combining(character) != 0
        or character in "\u200d\ufe0e\ufe0f"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )
