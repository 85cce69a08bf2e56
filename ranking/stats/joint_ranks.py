"""Ranks of all contestants at once: with 95 % confidence, every one of the spreads is right.

All k (k - 1) statements "i is above j" are tested together. The largest of the standardised
differences is simulated from the covariance of the strengths, and only what exceeds its quantile
is said: Chernozhukov, Chetverikov and Kato (2013), Annals of Statistics 41. Stepping down (Romano
and Wolf 2005, Econometrica 73), what has been said is no longer guarded against and the quantile
shrinks; Mogstad, Romano, Shaikh and Wilhelm (2024), Review of Economic Studies 91, for ranks.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from ranking.stats.comparisons import Floats, Ints

Singles = NDArray[np.float32]

LEVEL = 0.95
NUM_DRAWS = 4000
KEPT = 5  # times as many draws as may exceed the critical value are kept for later steps
DRAWS_AT_ONCE = 500  # so that the differences of one contestant stay in the cache


@dataclass(frozen=True)
class JointRanks:
    """best [k], worst [k]: places from 1 to k; surely_above [k, k]: row above column.

    critical_value: what a standardised difference had to exceed in the first step.
    """

    best: Ints
    worst: Ints
    surely_above: np.ndarray
    critical_value: float


def joint_ranks(
    values: Floats,
    covariance: Floats,
    *,
    rng: np.random.Generator,
    level: float = LEVEL,
    num_draws: int = NUM_DRAWS,
    step_down: bool = True,
) -> JointRanks:
    """From strengths [k] and their covariance [k, k]; any order of contestants gives the same."""
    order = _by_strength(values, covariance)
    inverse_spreads = _inverse_spreads(covariance[np.ix_(order, order)])
    ratios = (values[order][:, None] - values[order][None, :]) * inverse_spreads
    draws = _draws(covariance[np.ix_(order, order)], rng, num_draws)
    num_beyond = int((1.0 - level) * num_draws)
    largest = _largest(draws, inverse_spreads, np.ones(ratios.shape, dtype=bool))
    first = _nth_largest(largest, num_beyond)
    above = ratios > first
    if step_down:
        # Draws only fall as less is guarded: the lower ones need not be looked at again.
        floor = _nth_largest(largest, KEPT * num_beyond)
        above = _stepped_down(
            above, ratios, draws[:, largest >= floor], inverse_spreads, num_beyond, floor
        )
    return _ranks(above, order, first)


def holm_ranks(values: Floats, covariance: Floats, *, level: float = LEVEL) -> JointRanks:
    """The same from the normal tail alone, without simulation: Holm (1979), wider spreads."""
    order = _by_strength(values, covariance)
    inverse_spreads = _inverse_spreads(covariance[np.ix_(order, order)])
    ratios = (values[order][:, None] - values[order][None, :]) * inverse_spreads
    k = len(values)
    num_tests = max(k * (k - 1), 1)
    best_first = np.sort(ratios[~np.eye(k, dtype=bool)])[::-1]
    criticals = norm.isf((1.0 - level) / (num_tests - np.arange(len(best_first))))
    too_small = np.flatnonzero(best_first <= criticals)
    num_said = int(too_small[0]) if len(too_small) else len(best_first)
    least = best_first[num_said - 1] if num_said else np.inf
    return _ranks(ratios >= least, order, float(norm.isf((1.0 - level) / num_tests)))


def _stepped_down(
    above: np.ndarray,
    ratios: Floats,
    draws: Singles,
    inverse_spreads: Floats,
    num_beyond: int,
    floor: float,
) -> np.ndarray:
    """[k, k] what can be said until nothing is added; no critical value falls below the floor."""
    while True:
        largest = _largest(draws, inverse_spreads, ~above)
        wider = above | (ratios > max(_nth_largest(largest, num_beyond), floor))
        if (wider == above).all():
            return wider
        above = wider


def _by_strength(values: Floats, covariance: Floats) -> Ints:
    """An order that does not depend on the numbering: the simulation is done in it."""
    return np.lexsort((np.diag(covariance), -values)).astype(np.int64)


def _inverse_spreads(covariance: Floats) -> Floats:
    """[k, k] 1 / standard deviation of each difference; 0 where nothing can be said."""
    own = np.diag(covariance)
    variances = own[:, None] + own[None, :] - 2.0 * covariance
    smallest = 1e-14 * max(float(own.max(initial=0.0)), np.finfo(np.float64).tiny)
    known = variances > smallest
    return np.where(known, 1.0 / np.sqrt(np.where(known, variances, 1.0)), 0.0)


def _draws(covariance: Floats, rng: np.random.Generator, num_draws: int) -> Singles:
    """[k, draws] normal vectors, by the symmetric root; single precision is plenty for a draw."""
    eigenvalues, vectors = np.linalg.eigh(covariance)
    root = (vectors * np.sqrt(np.maximum(eigenvalues, 0.0))) @ vectors.T
    normal = rng.standard_normal((len(covariance), num_draws), dtype=np.float32)
    draws: Singles = root.astype(np.float32) @ normal
    return draws


def _largest(draws: Singles, inverse_spreads: Floats, guarded: np.ndarray) -> Singles:
    """[draws] the largest standardised difference among the guarded statements."""
    num_draws = draws.shape[1]
    inverse_spreads = inverse_spreads.astype(np.float32)
    largest = np.zeros(num_draws, dtype=np.float32)
    for start in range(0, num_draws, DRAWS_AT_ONCE):
        part = draws[:, start : start + DRAWS_AT_ONCE]
        for i, row in enumerate(guarded):
            others = np.flatnonzero(row & (inverse_spreads[i] > 0))
            if len(others):
                gaps = (part[i] - part[others]) * inverse_spreads[i, others, None]
                here = largest[start : start + DRAWS_AT_ONCE]
                np.maximum(here, gaps.max(axis=0), out=here)
    return largest


def _nth_largest(largest: Singles, n: int) -> float:
    """Which fewer than n of the draws exceed; n from 1."""
    place = len(largest) - min(max(n, 1), len(largest))
    return float(np.partition(largest, place)[place])


def _ranks(above: np.ndarray, order: Ints, critical_value: float) -> JointRanks:
    """Back in the caller's numbering."""
    surely_above = np.zeros_like(above)
    surely_above[np.ix_(order, order)] = above
    k = len(order)
    return JointRanks(
        best=(1 + surely_above.sum(axis=0)).astype(np.int64),
        worst=(k - surely_above.sum(axis=1)).astype(np.int64),
        surely_above=surely_above,
        critical_value=critical_value,
    )
