"""How sure the strengths are: the sandwich of Huber (1967) and White (1982).

V = H+ M H+ with H = sum of w p (1 - p) d d', M = sum of w (s - p)^2 d d', d = u_left - u_right and
H+ the inverse on vectors of mean 0. H is what the model believes about its own noise, M what the
comparisons show: with ties M is smaller, with disagreeing voters larger.
"""

from dataclasses import dataclass

import numpy as np

from ranking.stats.bradley_terry import (
    between,
    expected_shares,
    information,
    inverse_information,
    laplacian,
    laplacian_of,
)
from ranking.stats.clustered import clustered_noise
from ranking.stats.comparisons import Comparisons, Floats, virtual_ties
from ranking.stats.weighting import reweighted

Z_95 = 1.959963984540054
# The usual rule for trusting a normal approximation: ten points on either side.
LEAST_POINTS = 10.0


@dataclass(frozen=True)
class Intervals:
    """lows [k], highs [k]: 95 % limits in natural log-odds."""

    lows: Floats
    highs: Floats


@dataclass(frozen=True)
class Covariances:
    """[k, k] each, of strengths with mean 0. model: if Bradley-Terry were exactly true, H+."""

    sandwich: Floats
    model: Floats


def covariances(
    comparisons: Comparisons, values: Floats, *, prior_weight: float = 0.0
) -> Covariances:
    """The virtual ties of the prior are no observations: they enter M as the model's own noise."""
    residuals = comparisons.scores - expected_shares(comparisons, values)
    seen = laplacian(
        comparisons.pairs, comparisons.weights * residuals**2, comparisons.num_contestants
    )
    prior = information(virtual_ties(comparisons.num_contestants, prior_weight), values)
    bread = inverse_information(comparisons, values, prior_weight=prior_weight)
    return Covariances(sandwich=bread @ (seen + prior) @ bread, model=bread)


def variances_about(centre: Floats, covariance: Floats) -> Floats:
    """[k] variance of each strength's distance from the mean weighted by `centre` [k], sum 1."""
    with_centre = covariance @ centre
    return np.diag(covariance) - 2.0 * with_centre + centre @ with_centre


def careful_covariance(
    comparisons: Comparisons,
    values: Floats,
    *,
    prior_weight: float = 0.0,
    clustered: bool = False,
    factors: Floats | None = None,
) -> Floats:
    """[k, k] the sandwich, made to hold while there are few comparisons.

    A contestant that hardly ever lost (or won) leaves no residuals, and the sandwich mistakes
    that for certainty. Below LEAST_POINTS points won or lost, the noise of each of its pairs is
    at least what the model believes. This vanishes as comparisons come in.
    clustered: comparisons of one voter may hang together, see clustered.py.
    factors [n]: as in weighting.py; `values` are then those of the reweighted fit.
    """
    counted = reweighted(comparisons, factors)
    squares = counted.weights if factors is None else counted.weights * factors
    shares = expected_shares(comparisons, values)
    k = comparisons.num_contestants
    if clustered:
        noise = clustered_noise(counted, values)
    else:
        noise = laplacian(comparisons.pairs, squares * (comparisons.scores - shares) ** 2, k)
    missing = missing_noise(comparisons, squares, shares)
    prior = information(virtual_ties(k, prior_weight), values)
    bread = inverse_information(counted, values, prior_weight=prior_weight)
    return bread @ (noise + missing + prior) @ bread


def missing_noise(comparisons: Comparisons, squares: Floats, shares: Floats) -> Floats:
    """[k, k] what the residuals of contestants with few points lack of the model's own noise.

    squares [n]: weights as the noise counts them; shares [n]: as the fit expects them.
    """
    pairs, k = comparisons.pairs, comparisons.num_contestants
    few = np.minimum(*comparisons.points_per_contestant()) < LEAST_POINTS
    if not few.any():
        return np.zeros((k, k))
    seen = between(pairs, squares * (comparisons.scores - shares) ** 2, k)
    believed = between(pairs, squares * shares * (1.0 - shares), k)
    of_few = few[:, None] | few[None, :]
    return laplacian_of(np.where(of_few, np.maximum(believed - seen, 0.0), 0.0))


def centre_of(comparisons: Comparisons) -> Floats:
    """[k] each contestant's part of all comparisons, sum 1; even where there are none."""
    num_each = comparisons.num_per_contestant()
    total = float(num_each.sum())
    k = comparisons.num_contestants
    return num_each / total if total else np.full(k, 1.0 / max(k, 1))


def intervals_about(centre: Floats, values: Floats, covariance: Floats) -> Intervals:
    """95 % limits of each strength's distance from the mean weighted by `centre` [k]."""
    half_widths = Z_95 * np.sqrt(np.maximum(variances_about(centre, covariance), 0.0))
    return Intervals(lows=values - half_widths, highs=values + half_widths)


def sandwich_intervals(
    comparisons: Comparisons, values: Floats, *, prior_weight: float = 0.0
) -> Intervals:
    """95 % intervals that also hold while there are few comparisons: see careful_covariance.

    Limits are those of the distance from the mean weighted by comparisons, so that a newcomer,
    who may be anywhere, does not widen everybody else.
    """
    covariance = careful_covariance(comparisons, values, prior_weight=prior_weight)
    return intervals_about(centre_of(comparisons), values, covariance)
