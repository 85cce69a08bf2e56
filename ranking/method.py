"""What a method of ranking is: evidence in, a fit out, and what it expects of a pair."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ranking.stats.comparisons import Comparisons, Floats, Ints
from ranking.stats.counts import PairCounts


@dataclass(frozen=True)
class Rows:
    """n comparisons one by one, for methods that look at voters or answers. styles [n] each."""

    comparisons: Comparisons
    left_styles: Sequence[Mapping[str, float]]
    right_styles: Sequence[Mapping[str, float]]


@dataclass(frozen=True)
class Evidence:
    """What a method is given: counts always, rows only if it asks for them."""

    counts: PairCounts
    rows: Rows | None = None


@dataclass(frozen=True)
class Fit:
    """What a method found, all [k] and in natural log-odds; None where it does not say."""

    strengths: Floats
    lows: Floats
    highs: Floats
    rank_lows: Ints
    rank_highs: Ints
    joint_rank_lows: Ints | None = None
    joint_rank_highs: Ints | None = None
    tiers: Ints | None = None
    always_lows: Floats | None = None
    always_highs: Floats | None = None
    tie_strengths: Floats | None = None
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Rated:
    """What a leaderboard keeps of a contestant, in natural log-odds."""

    strength: float
    tie_strength: float | None = None


@dataclass(frozen=True)
class Prediction:
    """Chances, with sum 1; tie: None for methods that know none, whose ties are half a win."""

    left: float
    tie: float | None
    right: float


def chance(left_strength: float, right_strength: float) -> float:
    """The chance that left beats right, between 0 and 1, from natural log-odds."""
    return 0.5 * (1.0 + math.tanh(0.5 * (left_strength - right_strength)))


def without_ties(left: Rated, right: Rated) -> Prediction:
    share = chance(left.strength, right.strength)
    return Prediction(share, None, 1.0 - share)


@dataclass(frozen=True)
class Method:
    """summary: what the page says of it, with its version; it is kept with every snapshot."""

    key: str
    name: str
    version: int
    summary: str
    fit: Callable[[Evidence, np.random.Generator], Fit]
    predict: Callable[[Rated, Rated], Prediction] = without_ties
    needs_rows: bool = False
    needs_ties: bool = False

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.version}: {self.summary}"
