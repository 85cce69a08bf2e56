"""How z and v bend: what Fisher's information leaves out of the second derivative of the loss.

The full second derivative of a pair's loss is J' I J + l_z z'' + l_v v''. The first term alone is
Fisher scoring; the others count where z or v is not linear, and without them the last digits of a
covariance or of learned tie factors take hundreds of steps.

With D = x_i - x_j, s the variance of the difference and z = D / sqrt(s):
z'' = -s^{-3/2} (D' s'^T + s' D'^T) / 2 + 3/4 z s^{-2} s' s'^T - z / (2 s) s''.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.comparisons import Floats, Ints
from ranking.stats.families.family import OwnTies
from ranking.stats.families.parameters import Parameters, deviations, differences


@dataclass(frozen=True)
class Blocks:
    """[p, d, d] each: by the first one's numbers twice, by both, by the second one's twice."""

    first: Floats
    across: Floats
    second: Floats


def add_curvature(
    blocks: Blocks, parameters: Parameters, pairs: Ints, by_z: Floats, by_v: Floats
) -> None:
    """by_z [p], by_v [p]: the slopes of each pair's loss."""
    if parameters.has_spread:
        _add_covariance(blocks, parameters, pairs, by_z)
    if isinstance(parameters.family.ties, OwnTies):
        places = np.arange(parameters.first_tie + 1, parameters.own.shape[1])
        blocks.across[:, places, places] += by_v[:, None] * parameters.signs


def _add_covariance(blocks: Blocks, parameters: Parameters, pairs: Ints, by_z: Floats) -> None:
    i, j = pairs.T
    d = parameters.first_tie  # of the columns that z depends on
    deviation, z = deviations(parameters, pairs), differences(parameters, pairs)
    apart = parameters.loadings[i] - parameters.loadings[j]
    by_first, by_second = np.zeros((2, len(pairs), d))  # s'
    by_first[:, 1], by_second[:, 1] = 2 * parameters.spreads[i], 2 * parameters.spreads[j]
    by_first[:, 2:], by_second[:, 2:] = 2 * apart, -2 * apart
    squares = by_z * 0.75 * z / deviation**4
    mixed = by_z * -0.5 / deviation**3
    straight = by_z * -z / deviation**2  # s'' is 2 or -2 wherever it is not 0
    sides = ((by_first, 1.0), (by_second, -1.0))
    for block, (left, left_sign), (right, right_sign) in (
        (blocks.first, sides[0], sides[0]),
        (blocks.across, sides[0], sides[1]),
        (blocks.second, sides[1], sides[1]),
    ):
        block[:, :d, :d] += squares[:, None, None] * left[:, :, None] * right[:, None, :]
        block[:, 0, :d] += (mixed * left_sign)[:, None] * right
        block[:, :d, 0] += (mixed * right_sign)[:, None] * left
    places = np.arange(2, d)
    for block, sign in ((blocks.first, 1.0), (blocks.across, -1.0), (blocks.second, 1.0)):
        block[:, places, places] += (sign * straight)[:, None]
    blocks.first[:, 1, 1] += straight
    blocks.second[:, 1, 1] += straight
