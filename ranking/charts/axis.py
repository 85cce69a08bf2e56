"""Where ratings stand on an axis that all rows of a table share, in percent of its width."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ranking.charts.scale import round_step

# How far beyond the outermost dots the axis goes; longer whiskers are cut there.
MARGIN_POINTS = 250.0
LEAST_SPAN_POINTS = 100.0
MOST_TICKS = 5


@dataclass(frozen=True)
class Tick:
    value: int
    x: str


@dataclass(frozen=True)
class Whisker:
    """A dot with its interval; x values such as "12.34%". A cut end gets no cap."""

    dot: str
    low: str
    high: str
    low_is_cut: bool
    high_is_cut: bool


@dataclass(frozen=True)
class Axis:
    start: float
    end: float

    def whisker(self, rating: float, low: float, high: float) -> Whisker:
        return Whisker(
            dot=self.x(rating),
            low=self.x(low),
            high=self.x(high),
            low_is_cut=low < self.start,
            high_is_cut=high > self.end,
        )

    def ticks(self) -> list[Tick]:
        """Round numbers inside the axis, at most MOST_TICKS."""
        step = round(round_step((self.end - self.start) / MOST_TICKS))
        first = math.ceil(self.start / step) * step
        return [
            Tick(value, self.x(value)) for value in range(first, math.floor(self.end) + 1, step)
        ]

    def x(self, points: float) -> str:
        share = (min(max(points, self.start), self.end) - self.start) / (self.end - self.start)
        return f"{2.0 + 96.0 * share:.2f}%"  # room for half a dot at either end


def axis_for(limits: Iterable[tuple[float, float, float]]) -> Axis:
    """The axis that shows all (rating, low, high)."""
    rows = list(limits)
    if not rows:
        return Axis(950.0, 1050.0)
    dots, lows, highs = zip(*rows, strict=True)
    start = max(min(lows), min(dots) - MARGIN_POINTS)
    end = min(max(highs), max(dots) + MARGIN_POINTS)
    missing = max(LEAST_SPAN_POINTS - (end - start), 0.0) / 2
    return Axis(start - missing, end + missing)
