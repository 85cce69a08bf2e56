"""Limits that hold at every moment at once, however often somebody looks at the board.

A 95 % interval is right in 95 of 100 boards if one looks once. Who looks daily sees it fail
sooner or later with certainty. The normal mixture of Robbins (1970), Annals of Mathematical
Statistics 41, in the asymptotic form of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2024),
Annals of Statistics 52, is right at all moments together with probability 95 %:

    |x - estimate| <= sqrt(2 V (1 + V / m^2) log(sqrt(1 + m^2 / V) / alpha))

V is the variance of the estimate now, m the standard deviation of the mixture. It is chosen once,
before any comparison: limits are tightest, about 1.5 times the usual width, where the standard
error is m / 2.8. Like the sandwich, it needs some comparisons before the normal law is near: below
LEAST_POINTS points won or lost there is no limit at all.
"""

import numpy as np

from ranking.stats.comparisons import Floats
from ranking.stats.intervals import LEAST_POINTS, Intervals

ALPHA = 0.05
MIXTURE = 0.5  # log-odds: 87 points; near the tightest for standard errors of 5 to 100 points


def always_valid_half_widths(
    variances: Floats, *, mixture: float = MIXTURE, alpha: float = ALPHA
) -> Floats:
    """[k] half the width of the limits, from the variances [k] of the estimates."""
    if not (mixture > 0 and 0 < alpha < 1):
        raise ValueError("mixture is more than 0, alpha between 0 and 1")
    spread = np.maximum(variances, 0.0)
    room = mixture**2 + spread
    # log(sqrt(room / spread)), without dividing by a variance of nothing
    logs = 0.5 * (np.log(room) - np.log(np.maximum(spread, np.finfo(np.float64).tiny)))
    half_widths: Floats = np.sqrt(2.0 * spread * room / mixture**2 * (logs - np.log(alpha)))
    return half_widths


def always_valid_intervals(
    values: Floats, variances: Floats, fewest_points: Floats, *, mixture: float = MIXTURE
) -> Intervals:
    """Limits [k]; infinite while a contestant's fewest_points [k], of won and lost, are too few."""
    half_widths = always_valid_half_widths(variances, mixture=mixture)
    half_widths = np.where(fewest_points < LEAST_POINTS, np.inf, half_widths)
    return Intervals(lows=values - half_widths, highs=values + half_widths)
