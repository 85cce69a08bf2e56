"""What a board becomes without somebody's comparisons: both boards, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from ranking.stats.bradley_terry import fit_bradley_terry
from ranking.stats.comparisons import PRIOR_WEIGHT, Floats
from ranking.stats.counts import PairCounts
from ranking.stats.ranks import places


@dataclass(frozen=True)
class Change:
    """One contestant, by its place in the counts: strengths in natural log-odds, ranks from 1."""

    place: int
    strength_with: float
    strength_without: float
    rank_with: int
    rank_without: int


def changes(with_them: PairCounts, without: PairCounts) -> list[Change]:
    """Each contestant's strength and rank with and without, best without them first."""
    both = [_strengths(counts) for counts in (with_them, without)]
    ranks = [places(strengths) for strengths in both]
    rows = [
        Change(place, float(both[0][place]), float(both[1][place]), int(first), int(second))
        for place, (first, second) in enumerate(zip(*ranks, strict=True))
    ]
    return sorted(rows, key=lambda row: row.rank_without)


def _strengths(counts: PairCounts) -> Floats:
    return fit_bradley_terry(counts.as_comparisons(), prior_weight=PRIOR_WEIGHT).values
