"""What a heat map of pairs shows: shares and counts of each pair, both ways round."""

from dataclasses import dataclass

import numpy as np

from ranking.stats.comparisons import Floats
from ranking.stats.counts import PairCounts


@dataclass(frozen=True)
class PairMatrix:
    """values [k, k]: of the row's contestant against the column's; NaN where they never met."""

    values: Floats
    low: float
    high: float


def win_rates(counts: PairCounts) -> PairMatrix:
    """A tie is half a win; both bad counts as a tie. Most rates lie between 20 % and 80 %."""
    ties = (counts.tied + counts.both_bad) / 2
    values = _both_ways(counts, counts.first_won + ties, counts.second_won + ties)
    return PairMatrix(values, 0.2, 0.8)


def numbers_met(counts: PairCounts) -> PairMatrix:
    """How often they met; to be drawn on a scale of logarithms."""
    k = counts.num_contestants
    values = np.full((k, k), np.nan)
    first, second = counts.pairs.T
    values[first, second] = values[second, first] = counts.totals
    return PairMatrix(values, 0, float(np.nanmax(values, initial=1.0)))


def tie_rates(counts: PairCounts) -> PairMatrix:
    return _rate(counts, counts.tied)


def both_bad_rates(counts: PairCounts) -> PairMatrix:
    return _rate(counts, counts.both_bad)


def _rate(counts: PairCounts, column: Floats) -> PairMatrix:
    values = _both_ways(counts, column, column)
    highest = np.nanquantile(values, 0.98) if np.isfinite(values).any() else 1.0
    return PairMatrix(values, 0, float(max(highest, 0.01)))


def _both_ways(counts: PairCounts, of_first: Floats, of_second: Floats) -> Floats:
    k = counts.num_contestants
    values = np.full((k, k), np.nan)
    met = counts.totals > 0
    first, second = counts.pairs[met].T
    values[first, second] = of_first[met] / counts.totals[met]
    values[second, first] = of_second[met] / counts.totals[met]
    return values
