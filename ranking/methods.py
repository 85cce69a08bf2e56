"""The registry of methods: how a leaderboard may be fitted. A new one is one entry and one test."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ranking.categories import CATEGORIES
from ranking.lens import BRADLEY_TERRY, WINDOWS, Lens
from ranking.stats.bradley_terry import fit_bradley_terry
from ranking.stats.comparisons import Comparisons, Floats, Ints
from ranking.stats.counts import PairCounts
from ranking.stats.intervals import sandwich_intervals
from ranking.stats.ranks import rank_by_overlap

PRIOR_WEIGHT = 1.0


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
class Method:
    """summary: what the page says of it, with its version; it is kept with every snapshot."""

    key: str
    name: str
    version: int
    summary: str
    fit: Callable[[Evidence], Fit]
    needs_rows: bool = False

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.version}: {self.summary}"


def _bradley_terry(evidence: Evidence) -> Fit:
    comparisons = evidence.counts.as_comparisons()
    strengths = fit_bradley_terry(comparisons, prior_weight=PRIOR_WEIGHT)
    intervals = sandwich_intervals(comparisons, strengths.values, prior_weight=PRIOR_WEIGHT)
    ranks = rank_by_overlap(intervals.lows, intervals.highs)
    return Fit(
        strengths=strengths.values,
        lows=intervals.lows,
        highs=intervals.highs,
        rank_lows=ranks.best,
        rank_highs=ranks.worst,
        details={"mean_loss": strengths.mean_loss, "num_steps": strengths.num_steps},
    )


METHODS: dict[str, Method] = {
    method.key: method
    for method in (
        Method(
            BRADLEY_TERRY,
            "Bradley-Terry",
            2,
            f"ties as half, {PRIOR_WEIGHT:g} virtual tie each, 95 % sandwich intervals",
            _bradley_terry,
        ),
    )
}


def lenses(*, has_rows: bool) -> list[Lens]:
    """Those worth keeping up: every category and window by the first method, and every category
    of all time by the others; has_rows: whether a board has more than counts.
    """
    plain = [Lens(category, window) for category in CATEGORIES for window in WINDOWS]
    methods = [m for m in METHODS.values() if has_rows or not m.needs_rows]
    others = [
        Lens(category, method_key=method.key)
        for category in CATEGORIES
        for method in methods
        if method.key != BRADLEY_TERRY
    ]
    return plain + others
