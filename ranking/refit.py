"""The recipe of a leaderboard, as values: clean, merge, fit, intervals, ranks."""

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np

from ranking.stats.bradley_terry import fit_bradley_terry, is_connected
from ranking.stats.comparisons import Comparisons, Floats, Ints, merge_equal_rows
from ranking.stats.intervals import Intervals, sandwich_intervals
from ranking.stats.ranks import RankSpreads, rank_by_overlap

SCORES = {"left": 1.0, "right": 0.0, "tie": 0.5, "both_bad": 0.5}
POINTS_PER_LOG_ODDS = 400.0 / math.log(10.0)
POINTS_AT_MEAN = 1000.0
PRIOR_WEIGHT = 1.0
METHOD = "Bradley-Terry 1: ties as half, {prior_weight:g} virtual tie each, 95 % sandwich intervals"


@dataclass(frozen=True)
class Record:
    """One stored comparison: contestants by id, outcome by its word, why excluded or ""."""

    left: int
    right: int
    outcome: str
    voter: str
    excluded: str


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


@dataclass(frozen=True)
class Standings:
    """A whole board, best rating first."""

    method: str
    num_comparisons: int
    num_excluded: dict[str, int]
    connected: bool
    rows: tuple[Standing, ...]


@dataclass(frozen=True)
class Cleaned:
    """What counts, and a tally of the rest; num_both_bad [k]."""

    contestant_ids: tuple[int, ...]
    comparisons: Comparisons
    num_both_bad: Ints
    num_excluded: dict[str, int]


def refit(
    records: list[Record], contestant_ids: list[int], *, prior_weight: float = PRIOR_WEIGHT
) -> Standings:
    """The standings of all contestants named or met; those never compared get the prior's width."""
    cleaned = clean(records, contestant_ids)
    comparisons = merge_equal_rows(cleaned.comparisons)
    strengths = fit_bradley_terry(comparisons, prior_weight=prior_weight).values
    intervals = sandwich_intervals(comparisons, strengths, prior_weight=prior_weight)
    ranks = rank_by_overlap(intervals.lows, intervals.highs)
    return _standings(cleaned, strengths, intervals, ranks, prior_weight)


def clean(records: list[Record], contestant_ids: list[int]) -> Cleaned:
    """Leave out what was set aside, and count it by its reason."""
    counted = [record for record in records if not record.excluded]
    met = {side for record in counted for side in (record.left, record.right)}
    ids = tuple(sorted(met | set(contestant_ids)))
    place = {contestant_id: i for i, contestant_id in enumerate(ids)}
    voters: dict[str, int] = {}
    pairs = [(place[record.left], place[record.right]) for record in counted]
    comparisons = Comparisons(
        num_contestants=len(ids),
        pairs=np.array(pairs, dtype=np.int64).reshape(-1, 2),
        scores=np.array([SCORES[record.outcome] for record in counted], dtype=np.float64),
        weights=np.ones(len(counted)),
        voters=np.array(
            [voters.setdefault(record.voter, len(voters)) for record in counted], dtype=np.int64
        ),
    )
    both_bad = np.array([record.outcome == "both_bad" for record in counted], dtype=bool)
    return Cleaned(
        contestant_ids=ids,
        comparisons=comparisons,
        num_both_bad=np.bincount(comparisons.pairs[both_bad].ravel(), minlength=len(ids)),
        num_excluded=dict(Counter(record.excluded for record in records if record.excluded)),
    )


def points(strength: float) -> float:
    """Natural log-odds on the displayed scale: 400 points are odds of ten to one."""
    return POINTS_AT_MEAN + POINTS_PER_LOG_ODDS * strength


def chance(left_strength: float, right_strength: float) -> float:
    """The chance that left beats right, between 0 and 1."""
    return 0.5 * (1.0 + math.tanh(0.5 * (left_strength - right_strength)))


def is_due(
    *, num_changed: int, age_seconds: float | None, num_at_once: int, max_age_seconds: float
) -> bool:
    """Whether to refit: no board yet (age None), many changes, or any change and an old board."""
    if age_seconds is None or num_changed >= num_at_once:
        return True
    return num_changed > 0 and age_seconds >= max_age_seconds


def _standings(
    cleaned: Cleaned,
    strengths: Floats,
    intervals: Intervals,
    ranks: RankSpreads,
    prior_weight: float,
) -> Standings:
    num_each = cleaned.comparisons.num_per_contestant()
    rows = [
        Standing(
            contestant_id=contestant_id,
            strength=float(strengths[i]),
            rating=points(strengths[i]),
            rating_low=points(intervals.lows[i]),
            rating_high=points(intervals.highs[i]),
            rank_low=int(ranks.best[i]),
            rank_high=int(ranks.worst[i]),
            num_comparisons=int(num_each[i]),
            num_both_bad=int(cleaned.num_both_bad[i]),
        )
        for i, contestant_id in enumerate(cleaned.contestant_ids)
    ]
    return Standings(
        method=METHOD.format(prior_weight=prior_weight),
        num_comparisons=len(cleaned.comparisons.scores),
        num_excluded=cleaned.num_excluded,
        connected=is_connected(cleaned.comparisons),
        rows=tuple(sorted(rows, key=lambda row: -row.rating)),
    )
