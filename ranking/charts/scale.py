"""From values to places along one side of a drawing, with round ticks."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

MOST_TICKS = 6


@dataclass(frozen=True)
class Tick:
    """place: where it stands on the drawing; label: as it is written there."""

    place: float
    label: str


@dataclass(frozen=True)
class Scale:
    """Values from start to end stand at places from `near` to `far`; values beyond stay inside."""

    start: float
    end: float
    near: float
    far: float

    def place(self, value: float) -> float:
        inside = min(max(value, self.start), self.end)
        share = (inside - self.start) / (self.end - self.start)
        return round(self.near + share * (self.far - self.near), 1)

    def ticks(self, most: int = MOST_TICKS) -> list[Tick]:
        """Round values inside the scale, written with thousands apart."""
        step = round_step((self.end - self.start) / most)
        first = math.ceil(self.start / step - 1e-9)
        last = math.floor(self.end / step + 1e-9)
        return [
            Tick(self.place(number * step), _written(number * step, step))
            for number in range(first, last + 1)
        ]


def scale_for(values: Iterable[float], near: float, far: float, *, margin: float = 0.05) -> Scale:
    """A scale that shows all values with a margin (a share of their span) on both ends."""
    known = list(values) or [0.0]
    low, high = min(known), max(known)
    extra = margin * (high - low) if high > low else 1.0
    return Scale(low - extra, high + extra, near, far)


def round_step(least: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(f * power for f in (1.0, 2.0, 5.0, 10.0) if f * power >= least * (1 - 1e-9))


def _written(value: float, step: float) -> str:
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return f"{value + 0.0:,.{decimals}f}"
