"""Strengths and coefficients of dense features in one Newton iteration, block by block.

Pairs are bincounts and features are matrix products: there is never an n x k matrix. With
e = w p (1 - p) and u_row = (d_row, f_row) the information is sum of e u u': a Laplacian [k, k],
a cross block [k, m] and a dense one [m, m].
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ranking.stats.bradley_terry import (
    MAX_STEPS,
    STEP_TOLERANCE,
    SingularFit,
    capped,
    differences,
    downhill,
    gradient,
    information,
    laplacian,
    sigma,
    total_loss,
)
from ranking.stats.clustered import small_sample_factor, voters_of
from ranking.stats.comparisons import Comparisons, Floats, Ints
from ranking.stats.intervals import missing_noise

LEAST_CURVATURE = 1e-9  # part of a feature that others do not say; rounding lies below


@dataclass(frozen=True)
class JointProblem:
    """features [n, m], one row for each row of the comparisons; prior: virtual ties, style apart.

    Minimised is the summed loss of both, plus penalty / 2 times the squared coefficients.
    """

    comparisons: Comparisons
    features: Floats
    prior: Comparisons
    penalty: float


@dataclass(frozen=True)
class JointSolution:
    """values [k] of mean 0, coefficients [m], sandwich covariances [k, k] and [m, m].

    loss: summed over the comparisons, prior and penalty left out.
    """

    values: Floats
    coefficients: Floats
    covariance: Floats
    coefficient_covariance: Floats
    loss: float
    num_steps: int


def solve(problem: JointProblem, *, clustered: bool = False) -> JointSolution:
    """Raises SingularFit where a feature repeats others, or no maximum is found."""
    k = problem.comparisons.num_contestants
    parameters = np.zeros(k + problem.features.shape[1])
    _refuse_repetition(problem, parameters)
    parameters, num_steps = _newton(problem, parameters)
    covariance = _sandwich(problem, parameters, clustered)
    return JointSolution(
        values=parameters[:k],
        coefficients=parameters[k:],
        covariance=covariance[:k, :k],
        coefficient_covariance=covariance[k:, k:],
        loss=_loss_of_rows(problem, parameters),
        num_steps=num_steps,
    )


def objective(problem: JointProblem, parameters: Floats) -> float:
    """Summed loss of comparisons and prior, and the penalty; parameters [k + m]."""
    k = problem.comparisons.num_contestants
    values, coefficients = parameters[:k], parameters[k:]
    penalty = 0.5 * problem.penalty * float(coefficients @ coefficients)
    return _loss_of_rows(problem, parameters) + total_loss(problem.prior, values) + penalty


def slope(problem: JointProblem, parameters: Floats) -> Floats:
    """[k + m] derivative of the objective."""
    k = problem.comparisons.num_contestants
    rows = problem.comparisons
    excess = rows.weights * (_shares(problem, parameters) - rows.scores)
    left, right = rows.pairs.T
    of_values = np.bincount(left, excess, k) - np.bincount(right, excess, k)
    of_features = problem.features.T @ excess + problem.penalty * parameters[k:]
    return np.concatenate([of_values + gradient(problem.prior, parameters[:k]), of_features])


def curvature(problem: JointProblem, parameters: Floats) -> Floats:
    """[k + m, k + m] second derivative of the objective."""
    k = problem.comparisons.num_contestants
    p = _shares(problem, parameters)
    blocks = _blocks(problem, problem.comparisons.weights * p * (1.0 - p))
    blocks[:k, :k] += information(problem.prior, parameters[:k])
    m = len(parameters) - k
    blocks[k:, k:] += problem.penalty * np.eye(m)
    return blocks


def _blocks(problem: JointProblem, edges: Floats) -> Floats:
    """[k + m, k + m] the sum over rows of e u u'."""
    k, features = problem.comparisons.num_contestants, problem.features
    left, right = problem.comparisons.pairs.T
    weighted = features * edges[:, None]
    cross = _summed(left, weighted, k) - _summed(right, weighted, k)
    pairs = laplacian(problem.comparisons.pairs, edges, k)
    return np.block([[pairs, cross], [cross.T, features.T @ weighted]])


def _shares(problem: JointProblem, parameters: Floats) -> Floats:
    """[n] chance that left wins."""
    return sigma(_log_odds(problem, parameters))


def _log_odds(problem: JointProblem, parameters: Floats) -> Floats:
    k = problem.comparisons.num_contestants
    return differences(problem.comparisons, parameters[:k]) + problem.features @ parameters[k:]


def _loss_of_rows(problem: JointProblem, parameters: Floats) -> float:
    z = _log_odds(problem, parameters)
    rows = problem.comparisons
    return float(rows.weights @ (np.logaddexp(0.0, z) - rows.scores * z))


def _newton(problem: JointProblem, parameters: Floats) -> tuple[Floats, int]:
    k = problem.comparisons.num_contestants
    value = objective(problem, parameters)
    for num_steps in range(1, MAX_STEPS + 1):
        filled = _filled(curvature(problem, parameters), k)
        slopes = slope(problem, parameters)
        step = capped(np.linalg.solve(filled, slopes).astype(np.float64))
        step, value = downhill(lambda at: objective(problem, at), parameters, step, slopes, value)
        parameters = parameters - step
        if np.abs(step).max(initial=0.0) < STEP_TOLERANCE:
            parameters[:k] -= parameters[:k].mean() if k else 0.0
            return parameters, num_steps
    raise SingularFit(f"no maximum found within {MAX_STEPS} steps: give a larger penalty or prior")


def _filled(matrix: Floats, k: int) -> Floats:
    """The null direction, all strengths together, made regular; it takes no part in a step."""
    filled = matrix.copy()
    filled[:k, :k] += max(float(np.trace(matrix[:k, :k])) / max(k, 1), 1e-300) / max(k, 1)
    return filled


def _sandwich(problem: JointProblem, parameters: Floats, clustered: bool) -> Floats:
    """[k + m, k + m] with the prior's ties as the model's own noise; the penalty is no noise."""
    rows = problem.comparisons
    k = rows.num_contestants
    p = _shares(problem, parameters)
    if clustered:
        noise = _noise_by_voter(problem, rows.weights * (p - rows.scores))
    else:
        noise = _blocks(problem, rows.weights * (rows.scores - p) ** 2)
    noise[:k, :k] += missing_noise(rows, rows.weights, p)
    noise[:k, :k] += information(problem.prior, parameters[:k])
    bread = np.linalg.inv(_filled(curvature(problem, parameters), k))
    return (bread @ noise @ bread).astype(np.float64)


def _noise_by_voter(problem: JointProblem, excess: Floats) -> Floats:
    """[k + m, k + m] the sum over voters of g g'."""
    rows = problem.comparisons
    voters, places = voters_of(rows)
    v, k = len(voters), rows.num_contestants
    both_sides = np.stack([excess, -excess], axis=1).ravel()
    cells = (np.repeat(places, 2), rows.pairs.ravel())
    of_values = sparse.coo_array((both_sides, cells), shape=(v, k)).tocsr()
    of_features = _summed(places, problem.features * excess[:, None], v)
    cross = of_values.T @ of_features
    noise = np.block(
        [[(of_values.T @ of_values).toarray(), cross], [cross.T, of_features.T @ of_features]]
    )
    return noise * small_sample_factor(v)


def _refuse_repetition(problem: JointProblem, parameters: Floats) -> None:
    """Whether something is left of each feature once strengths and other features are fitted."""
    k = problem.comparisons.num_contestants
    if len(parameters) == k:
        return
    matrix = _filled(curvature(problem, parameters), k)
    pairs, cross, dense = matrix[:k, :k], matrix[:k, k:], matrix[k:, k:]
    left_over = dense - cross.T @ np.linalg.solve(pairs, cross)
    own = np.sqrt(np.diag(dense))
    if np.linalg.eigvalsh(left_over / np.outer(own, own))[0] < LEAST_CURVATURE:
        raise SingularFit("one feature repeats others: leave it out, or give a penalty above 0")


def _summed(groups: Ints, columns: Floats, num_groups: int) -> Floats:
    """[groups, m] the sums of the columns [n, m] over the rows of each group."""
    sums = np.empty((num_groups, columns.shape[1]))
    for place, column in enumerate(columns.T):
        sums[:, place] = np.bincount(groups, column, num_groups)
    return sums
