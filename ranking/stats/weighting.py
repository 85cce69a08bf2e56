"""Factors for comparisons that were not drawn evenly, so that often drawn pairs do not set the fit.

Where Bradley-Terry is not exactly true, the fit is a compromise between the pairs, and whoever
chooses the pairs chooses the compromise. A factor [n] multiplies each comparison's part in the
fit; it is no count of comparisons, so the noise of a row grows with its square.
Horvitz and Thompson (1952), JASA 47. Factors have mean 1 over all comparisons.
"""

from dataclasses import replace

import numpy as np

from ranking.stats.comparisons import Comparisons, Floats

LEAST_COUNT = 50.0
LARGEST_RATIO = 100.0


def by_pair_count(comparisons: Comparisons, *, least: float = LEAST_COUNT) -> Floats:
    """1 / max(comparisons of the pair, least): each pair that met often enough counts the same.

    The rule of arena-rank. A pair that met less often is not blown up beyond its noise.
    """
    if not least > 0:
        raise ValueError("least is a number of comparisons, more than 0")
    k = comparisons.num_contestants
    low, high = np.sort(comparisons.pairs, axis=1).T
    counts = np.bincount(low * k + high, comparisons.weights, k * k)
    return _with_mean_one(comparisons, 1.0 / np.maximum(counts[low * k + high], least))


def by_propensity(
    comparisons: Comparisons, propensities: Floats, *, largest_ratio: float = LARGEST_RATIO
) -> Floats:
    """1 / the probability [n] with which the pair was to be drawn.

    The rarest are cut off at `largest_ratio` times the most frequent, so that no single row
    outweighs all others.
    """
    if propensities.shape != comparisons.scores.shape:
        raise ValueError("there is one propensity for each row")
    if not ((propensities > 0) & (propensities <= 1)).all():
        raise ValueError("a propensity is a probability, more than 0 and at most 1")
    least = propensities.max(initial=0.0) / largest_ratio
    return _with_mean_one(comparisons, 1.0 / np.maximum(propensities, least))


def reweighted(comparisons: Comparisons, factors: Floats | None) -> Comparisons:
    """What to fit: each row counts `factors` times as much; None leaves all as it is."""
    if factors is None:
        return comparisons
    return replace(comparisons, weights=comparisons.weights * factors)


def _with_mean_one(comparisons: Comparisons, factors: Floats) -> Floats:
    total = float(comparisons.weights @ factors)
    return factors * (comparisons.num_comparisons / total) if total else factors
