"""The recipe of a leaderboard, as values: from counts of pairs through a method to standings."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ranking.method import Evidence, Fit, Method
from ranking.stats.bradley_terry import is_connected
from ranking.stats.comparisons import Floats
from ranking.stats.counts import PairCounts

POINTS_PER_LOG_ODDS = 400.0 / math.log(10.0)
POINTS_AT_MEAN = 1000.0


@dataclass(frozen=True)
class Standing:
    """One contestant's row: strength in natural log-odds, ratings in points."""

    contestant_id: int
    strength: float
    rating: float
    rating_low: float
    rating_high: float
    rank_low: int
    rank_high: int
    num_comparisons: int
    num_both_bad: int
    joint_rank_low: int | None = None
    joint_rank_high: int | None = None
    tier: int | None = None
    always_low: float | None = None
    always_high: float | None = None
    tie_strength: float | None = None


@dataclass(frozen=True)
class Standings:
    """A whole board, best rating first. details: what the fit found besides ratings."""

    method: str
    num_comparisons: int
    num_excluded: dict[str, int]
    connected: bool
    rows: tuple[Standing, ...]
    details: dict[str, object] = field(default_factory=dict)


def refit(
    contestant_ids: Sequence[int],
    evidence: Evidence,
    method: Method,
    num_excluded: dict[str, int] | None = None,
    *,
    rng: np.random.Generator,
) -> Standings:
    """The standings of all contestants; those never compared get the prior's width.

    contestant_ids [k]: who stands at each place of the counts. num_excluded: reason: how many
    comparisons were left out, to be told with the board. rng: joint ranks are simulated; the same
    seed and counts give the same board. Raises CannotFit where the method has nothing to go by.
    """
    counts = evidence.counts
    if len(contestant_ids) != counts.num_contestants:
        raise ValueError("there must be one contestant's id for each place of the counts")
    fit = method.fit(evidence, rng)
    rows = _rows(contestant_ids, counts, fit)
    return Standings(
        method=method.full_name,
        num_comparisons=round(counts.num_comparisons),
        num_excluded=num_excluded or {},
        connected=is_connected(counts.as_comparisons()),
        rows=tuple(sorted(rows, key=lambda row: -row.rating)),
        details=dict(fit.details),
    )


def points(strength: float) -> float:
    """Natural log-odds on the displayed scale: 400 points are odds of ten to one."""
    return POINTS_AT_MEAN + POINTS_PER_LOG_ODDS * strength


def is_due(
    *, num_changed: int, age_seconds: float | None, num_at_once: int, max_age_seconds: float
) -> bool:
    """Whether to refit: no board yet (age None), many changes, or any change and an old board."""
    if age_seconds is None or num_changed >= num_at_once:
        return True
    return num_changed > 0 and age_seconds >= max_age_seconds


def _rows(contestant_ids: Sequence[int], counts: PairCounts, fit: Fit) -> list[Standing]:
    num_each = _per_contestant(counts, counts.totals)
    num_both_bad = _per_contestant(counts, counts.both_bad)
    return [
        Standing(
            contestant_id=contestant_id,
            strength=float(fit.strengths[i]),
            rating=points(fit.strengths[i]),
            rating_low=points(fit.lows[i]),
            rating_high=points(fit.highs[i]),
            rank_low=int(fit.rank_lows[i]),
            rank_high=int(fit.rank_highs[i]),
            num_comparisons=round(num_each[i]),
            num_both_bad=round(num_both_bad[i]),
            joint_rank_low=None if fit.joint_rank_lows is None else int(fit.joint_rank_lows[i]),
            joint_rank_high=None if fit.joint_rank_highs is None else int(fit.joint_rank_highs[i]),
            tier=None if fit.tiers is None else int(fit.tiers[i]),
            always_low=_finite_points(fit.always_lows, i),
            always_high=_finite_points(fit.always_highs, i),
            tie_strength=None if fit.tie_strengths is None else float(fit.tie_strengths[i]),
        )
        for i, contestant_id in enumerate(contestant_ids)
    ]


def _finite_points(limits: Floats | None, i: int) -> float | None:
    """None where the method says nothing, or that it may be anything."""
    return points(limits[i]) if limits is not None and np.isfinite(limits[i]) else None


def _per_contestant(counts: PairCounts, column: Floats) -> Floats:
    """[k] a column of the pairs, summed over the pairs of each contestant."""
    both = np.repeat(column, 2)
    sums = np.bincount(counts.pairs.ravel(), both, counts.num_contestants)
    return sums.astype(np.float64)
