"""A share of successes with its 95 % interval, and the difference of two shares with its own.

Wilson (1927), JASA 22, holds with few trials and at 0 and 1, where p +- 2 s does not; the
difference is Newcombe's hybrid score interval (1998), Statistics in Medicine 17, method 10:

    low  = d - sqrt((p1 - l1)^2 + (u2 - p2)^2)    high = d + sqrt((u1 - p1)^2 + (p2 - l2)^2)
"""

from dataclasses import dataclass

from games.analysis.errors import CannotMeasure
from ranking.stats.intervals import Z_95


@dataclass(frozen=True)
class Share:
    """value, low, high in 0..1; value is None where there were no trials, and then low is 0 and
    high is 1. A draw is half a success; the limits are then a little wide."""

    num_successes: float
    num_trials: int
    value: float | None
    low: float
    high: float


@dataclass(frozen=True)
class Difference:
    """Of two shares, first minus second, in -1..1."""

    value: float
    low: float
    high: float


def share_of(num_successes: float, num_trials: int) -> Share:
    """Raises CannotMeasure where the counts cannot be."""
    if not 0 <= num_successes <= num_trials:
        raise CannotMeasure(f"{num_successes:g} of {num_trials} is no share.")
    if num_trials == 0:
        return Share(0, 0, None, 0.0, 1.0)
    p, n, z = num_successes / num_trials, num_trials, Z_95
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5
    return Share(num_successes, n, p, max(middle - half, 0.0), min(middle + half, 1.0))


def difference_of(first: Share, second: Share) -> Difference | None:
    """None where either has no trials."""
    if first.value is None or second.value is None:
        return None
    gap = first.value - second.value
    below = (first.value - first.low) ** 2 + (second.high - second.value) ** 2
    above = (first.high - first.value) ** 2 + (second.value - second.low) ** 2
    return Difference(gap, gap - below**0.5, gap + above**0.5)
