"""Everything that a board says about how sure it is, from one covariance."""

from dataclasses import dataclass

import numpy as np

from ranking.stats.always_valid import always_valid_intervals
from ranking.stats.comparisons import Comparisons, Floats, Ints
from ranking.stats.intervals import (
    careful_covariance,
    centre_of,
    intervals_about,
    variances_about,
)
from ranking.stats.joint_ranks import NUM_DRAWS, joint_ranks
from ranking.stats.tiers import tiers


@dataclass(frozen=True)
class Uncertainty:
    """[k] each, strengths in natural log-odds, places from 1 to k.

    lows, highs                 95 % limits of each contestant alone, looked at once
    always_lows, always_highs   limits at every moment at once; -inf and inf while too few points
    joint_best, joint_worst     ranks of all contestants at once, 95 %
    tiers                       1 is the strongest; nobody within one can be told apart
    covariance                  [k, k] of the strengths, from which all of it comes
    surely_above                [k, k] row above column, all at once
    """

    lows: Floats
    highs: Floats
    always_lows: Floats
    always_highs: Floats
    joint_best: Ints
    joint_worst: Ints
    tiers: Ints
    covariance: Floats
    surely_above: np.ndarray


def uncertainty(
    comparisons: Comparisons,
    values: Floats,
    *,
    rng: np.random.Generator,
    prior_weight: float = 0.0,
    clustered: bool = False,
    factors: Floats | None = None,
    num_draws: int = NUM_DRAWS,
) -> Uncertainty:
    """Of a Bradley-Terry fit of these comparisons with this prior.

    clustered: let the comparisons of one voter hang together; rows must then know their voters.
    factors [n]: those of weighting.py with which the fit was made.
    """
    covariance = careful_covariance(
        comparisons, values, prior_weight=prior_weight, clustered=clustered, factors=factors
    )
    return uncertainty_of(
        values,
        covariance,
        centre=centre_of(comparisons),
        fewest_points=np.minimum(*comparisons.points_per_contestant()),
        rng=rng,
        num_draws=num_draws,
    )


def uncertainty_of(
    values: Floats,
    covariance: Floats,
    *,
    centre: Floats,
    fewest_points: Floats,
    rng: np.random.Generator,
    num_draws: int = NUM_DRAWS,
) -> Uncertainty:
    """The same for any fit that knows the covariance [k, k] of its strengths.

    centre [k], sum 1: the weighted mean from which limits are measured.
    fewest_points [k]: points won or points lost, whichever are fewer.
    """
    once = intervals_about(centre, values, covariance)
    always = always_valid_intervals(values, variances_about(centre, covariance), fewest_points)
    ranks = joint_ranks(values, covariance, rng=rng, num_draws=num_draws)
    return Uncertainty(
        lows=once.lows,
        highs=once.highs,
        always_lows=always.lows,
        always_highs=always.highs,
        joint_best=ranks.best,
        joint_worst=ranks.worst,
        tiers=tiers(values, ranks.surely_above),
        covariance=covariance,
        surely_above=ranks.surely_above,
    )
