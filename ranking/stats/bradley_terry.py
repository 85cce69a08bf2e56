"""Bradley-Terry: the chance that i beats j is sigma(x_i - x_j).

Minimises the sum over rows of w [s log(1 + e^-z) + (1 - s) log(1 + e^z)] with z = x_left - x_right,
by Newton's method with step halving; a tie is half a win and half a loss.
Bradley and Terry (1952), Biometrika 39; Hunter (2004), Annals of Statistics 32, for when the
maximum exists: each group of contestants must have beaten somebody outside it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ranking.stats.comparisons import (
    Comparisons,
    Floats,
    Ints,
    one_row_a_pair,
    with_prior,
)

MAX_STEPS = 100
LONGEST_STEP = 4.0  # in log-odds
LEAST_FALL = 1e-4  # of what the slope promises
STEP_TOLERANCE = 1e-6  # the error is squared in each step, so about 1e-12 is left


class CannotFit(Exception):
    """The comparisons do not say how strong the contestants are."""


class NotConnected(CannotFit):
    """Some contestants never met the others, not even through a third."""


class SingularFit(CannotFit):
    """Some contestants only won against the others: their strength would be infinite."""


@dataclass(frozen=True)
class Strengths:
    """values [k]: natural log-odds of mean 0; mean_loss: of the comparisons, prior left out."""

    values: Floats
    mean_loss: float
    num_steps: int


def fit_bradley_terry(
    comparisons: Comparisons, *, prior_weight: float = 0.0, start: Floats | None = None
) -> Strengths:
    """The most likely strengths.

    Without a prior they exist only if everybody is linked to everybody by wins (a tie links both
    ways); else NotConnected or SingularFit is raised. With a `prior_weight` above 0 each
    contestant is first given that many virtual ties, spread evenly over all others: they always
    exist, and few comparisons leave a contestant near the mean. From a near `start` [k] fewer steps
    are needed; the result is the same.
    """
    if prior_weight < 0:
        raise ValueError("prior_weight is a number of virtual ties: 0 or more")
    if prior_weight == 0:
        refuse_unlinked(comparisons)
    rows = with_prior(comparisons, prior_weight)
    begin = np.zeros(comparisons.num_contestants) if start is None else start
    values, num_steps = _newton(one_row_a_pair(rows), begin)
    loss = total_loss(comparisons, values) / max(comparisons.num_comparisons, 1.0)
    return Strengths(values=values, mean_loss=loss, num_steps=num_steps)


def total_loss(comparisons: Comparisons, values: Floats) -> float:
    """Negative log-likelihood, summed over all comparisons, in nats."""
    z = differences(comparisons, values)
    return float(comparisons.weights @ (np.logaddexp(0.0, z) - comparisons.scores * z))


def gradient(comparisons: Comparisons, values: Floats) -> Floats:
    """[k] derivative of total_loss."""
    return _gradient(comparisons, expected_shares(comparisons, values))


def information(comparisons: Comparisons, values: Floats) -> Floats:
    """[k, k] second derivative of total_loss: the Laplacian of w p (1 - p)."""
    return _information(comparisons, expected_shares(comparisons, values))


def inverse_information(
    comparisons: Comparisons, values: Floats, *, prior_weight: float = 0.0
) -> Floats:
    """[k, k] H+, the prior's ties included: how strengths answer to a gradient."""
    return pseudo_inverse(information(with_prior(comparisons, prior_weight), values))


def expected_shares(comparisons: Comparisons, values: Floats) -> Floats:
    """[n] chance that left wins."""
    return sigma(differences(comparisons, values))


def sigma(z: Floats) -> Floats:
    """1 / (1 + e^-z), without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * z)))


def differences(comparisons: Comparisons, values: Floats) -> Floats:
    """[n] z = strength of left minus strength of right."""
    return values[comparisons.pairs[:, 0]] - values[comparisons.pairs[:, 1]]


def laplacian(pairs: Ints, edges: Floats, num_contestants: int) -> Floats:
    """[k, k] sum over rows of e (u_left - u_right)(u_left - u_right)'."""
    return laplacian_of(between(pairs, edges, num_contestants))


def between(pairs: Ints, edges: Floats, num_contestants: int) -> Floats:
    """[k, k] the sum of the edges [n] between any two, whoever is left."""
    k = num_contestants
    one_way = np.bincount(pairs[:, 0] * k + pairs[:, 1], edges, k * k).reshape(k, k)
    return (one_way + one_way.T).astype(np.float64)


def laplacian_of(both_ways: Floats) -> Floats:
    """[k, k] from what lies between any two: the sums on the diagonal, the rest negative."""
    return np.diag(both_ways.sum(axis=1)) - both_ways


def capped(step: Floats) -> Floats:
    """A step no longer than LONGEST_STEP: far from the maximum the curvature misleads."""
    longest = float(np.abs(step).max(initial=0.0))
    return step * min(1.0, LONGEST_STEP / longest) if longest else step


def downhill(
    loss_at: Callable[[Floats], float], values: Floats, step: Floats, slope: Floats, loss: float
) -> tuple[Floats, float]:
    """The step, halved until the loss falls by some of what the slope promises, and that loss.

    Armijo (1966), Pacific Journal of Mathematics 16; rounding is let pass.
    """
    while True:
        new_loss = loss_at(values - step)
        promised = LEAST_FALL * float(step @ slope)
        if new_loss <= loss - promised + 1e-12 * (1.0 + abs(loss)):
            return step, new_loss
        step = step / 2


def pseudo_inverse(matrix: Floats) -> Floats:
    """[k, k] inverse of a connected Laplacian on vectors of mean 0."""
    filled, constant = _made_regular(matrix)
    return np.linalg.inv(filled).astype(np.float64) - constant


def refuse_unlinked(comparisons: Comparisons) -> None:
    """Raise NotConnected or SingularFit where no finite maximum exists."""
    k = comparisons.num_contestants
    if k < 2:
        return
    beat = _who_beat_whom(comparisons)
    num_apart = int(k - _reached(beat | beat.T).sum())
    if num_apart:
        raise NotConnected(
            f"{num_apart} of {k} contestants never met the first one, not even through others: "
            "fit the groups apart, or give a prior_weight"
        )
    if not (_reached(beat).all() and _reached(beat.T).all()):
        raise SingularFit(
            "some contestants only won, or only lost, against the others, so that their strength "
            "would be infinite: wait for more comparisons, or give a prior_weight"
        )


def is_connected(comparisons: Comparisons) -> bool:
    """Whether everybody met everybody, at least through others."""
    beat = _who_beat_whom(comparisons)
    return comparisons.num_contestants < 2 or bool(_reached(beat | beat.T).all())


def _who_beat_whom(comparisons: Comparisons) -> np.ndarray:
    """[k, k] bool: i took at least half a point from j."""
    beat = np.zeros((comparisons.num_contestants,) * 2, dtype=bool)
    left, right = comparisons.pairs.T
    won, lost = comparisons.scores > 0, comparisons.scores < 1
    beat[left[won], right[won]] = True
    beat[right[lost], left[lost]] = True
    return beat


def _reached(links: np.ndarray) -> np.ndarray:
    """[k] bool: who can be reached from the first contestant along the links."""
    reached = np.zeros(len(links), dtype=bool)
    reached[0] = True
    while True:
        wider = reached | links[reached].any(axis=0)
        if (wider == reached).all():
            return reached
        reached = wider


def _gradient(comparisons: Comparisons, shares: Floats) -> Floats:
    excess = comparisons.weights * (shares - comparisons.scores)
    left, right = comparisons.pairs.T
    k = comparisons.num_contestants
    return (np.bincount(left, excess, k) - np.bincount(right, excess, k)).astype(np.float64)


def _information(comparisons: Comparisons, shares: Floats) -> Floats:
    edges = comparisons.weights * shares * (1.0 - shares)
    return laplacian(comparisons.pairs, edges, comparisons.num_contestants)


def _made_regular(matrix: Floats) -> tuple[Floats, float]:
    """A Laplacian with its null direction (1, ..., 1) filled, and what that adds to the inverse."""
    k = max(len(matrix), 1)
    scale = max(float(np.trace(matrix)) / k, np.finfo(np.float64).tiny)
    return matrix + scale / k, 1.0 / (scale * k)


def _newton(rows: Comparisons, values: Floats) -> tuple[Floats, int]:
    loss = total_loss(rows, values)
    for num_steps in range(1, MAX_STEPS + 1):
        shares = expected_shares(rows, values)
        filled, _ = _made_regular(_information(rows, shares))
        slope = _gradient(rows, shares)
        step = capped(np.linalg.solve(filled, slope).astype(np.float64))
        step, loss = downhill(lambda moved: total_loss(rows, moved), values, step, slope, loss)
        values = values - step
        if np.abs(step).max(initial=0.0) < STEP_TOLERANCE:
            return values - values.mean() if len(values) else values, num_steps
    raise SingularFit(f"no maximum found within {MAX_STEPS} steps: give a larger prior_weight")
