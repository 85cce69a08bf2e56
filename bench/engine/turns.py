"""Sides that take turns, so that a slow moment of the machine hits them all; medians."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

Player = Callable[[Any], float]  # one question to one figure
PAUSE_SECONDS = 0.3  # idle threads of the side that has just ended still spin for up to 0.2 s


@dataclass(frozen=True, slots=True)
class Turns:
    """The figures of both sides, round by round; the round that warms up is left out."""

    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def our_median(self) -> float:
        return median(self.ours)

    @property
    def their_median(self) -> float:
        return median(self.theirs)

    @property
    def num_rounds(self) -> int:
        return len(self.ours)

    def ratio(self, larger_is_better: bool = True) -> float:
        """How many times better we are."""
        ratio = self.our_median / self.their_median
        return ratio if larger_is_better else 1 / ratio

    def range_of_ratios(self, larger_is_better: bool = True) -> tuple[float, float]:
        """The worst and the best round."""
        ratios = [mine / other for mine, other in zip(self.ours, self.theirs, strict=True)]
        ratios = ratios if larger_is_better else [1 / ratio for ratio in ratios]
        return min(ratios), max(ratios)


def take_turns(
    ours: Player,
    theirs: Player,
    questions: Iterable[Any],
    pause: Callable[[float], None] = time.sleep,
) -> Turns:
    """Each question to both sides; the answers to the first warm up and are not counted."""
    rounds = []
    for question in questions:
        figures = []
        for player in (ours, theirs):
            pause(PAUSE_SECONDS)
            figures.append(player(question))
        rounds.append(figures)
    our_figures, their_figures = zip(*rounds[1:], strict=True)
    return Turns(our_figures, their_figures)
