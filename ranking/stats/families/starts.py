"""Where a fit begins: at the best member that is linear, a little way down from it.

At 0, learned factors and loadings are on a saddle: the loss has no slope there. How it curves is
the matrix of the pairs' slopes, so its eigenvectors say which way is down. None of this depends on
the order of the contestants.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import linalg

from ranking.stats.comparisons import Floats, Ints
from ranking.stats.families.family import Family, OrderedTies, OwnTies, ScalarTies
from ranking.stats.families.model import Model
from ranking.stats.families.outcomes import Outcomes
from ranking.stats.families.parameters import PLAIN_SPREAD, Parameters, cosines, differences

LOADING_SIZE = 0.3  # root mean square; the plain deviation of a difference is 1
FIRST_TIE_STRENGTH = -0.6  # about a quarter of all comparisons tied


def linear_part(family: Family) -> Family:
    """The largest family inside this one whose z and v are linear."""
    ties = OwnTies() if isinstance(family.ties, OwnTies) else family.ties
    is_linear_threshold = family.outcomes is Outcomes.RAO_KUPPER_LINEAR
    if is_linear_threshold and isinstance(ties, OrderedTies):  # |v| bends at 0: start beside it
        ties = ScalarTies()
    return replace(family, ties=ties, covariance=None)


def first_guess(family: Family, num_contestants: int) -> Parameters:
    """Of a linear family: everybody alike."""
    num_each, num_shared = family.tie_columns()
    own = np.zeros((num_contestants, 1 + num_each))
    if isinstance(family.ties, OwnTies):
        own[:, 1] = FIRST_TIE_STRENGTH / 2
    return Parameters(family, own, np.full(num_shared, FIRST_TIE_STRENGTH), np.zeros(0))


def widened(linear: Parameters, family: Family, model: Model) -> Parameters:
    """The linear member as one of the family, its factors and loadings pushed off the saddle.

    `model` is the linear one.
    """
    k = len(linear.own)
    columns, signs = [linear.strengths[:, None]], np.zeros(0)
    if family.covariance is not None:
        columns += [np.full((k, 1), PLAIN_SPREAD), _loadings(linear, family.covariance, model)]
    shared = linear.shared
    if isinstance(family.ties, OrderedTies) and isinstance(linear.family.ties, ScalarTies):
        columns.append(_waves_like(shared, family.ties, k))
        shared = shared[: int(family.ties.intercept)]
    else:
        columns.append(linear.ties)
    if isinstance(family.ties, OwnTies):
        factors, signs = _factors(linear, family.ties.rank, model)
        columns.append(factors)
    return Parameters(family, np.hstack(columns), shared, signs)


def _waves_like(shared: Floats, ties: OrderedTies, k: int) -> Floats:
    """[k, rank] about as strong on average as the one tie strength of all, if no intercept is."""
    waves = np.zeros((k, ties.rank))
    if not ties.intercept:
        waves[:, 0] = np.abs(shared) / (2.0 * cosines(k, 1).mean())
    return waves


def _factors(linear: Parameters, rank: int, model: Model) -> tuple[Floats, Floats]:
    """[k, rank] and their signs: the best approximation of the slopes, were information n_i n_j."""
    slope = model.slopes(linear)[:, 1]
    matrix = _symmetric(model.pairs, slope, len(linear.own))
    weight = model.tie_information(linear)
    size = np.sqrt(np.maximum(weight, 1e-3 * weight.mean()) / np.sqrt(max(weight.sum(), 1e-300)))
    values, vectors = linalg.eigh(-matrix / np.outer(size, size))
    best = np.argsort(-np.abs(values))[:rank]
    factors = vectors[:, best] * np.sqrt(np.abs(values[best])) / size[:, None]
    return np.clip(factors, -1.0, 1.0), np.where(values[best] < 0, -1.0, 1.0)


def _loadings(linear: Parameters, rank: int, model: Model) -> Floats:
    """[k, rank] along the eigenvectors of the Laplacian of dloss / dvariance that fall fastest."""
    k = len(linear.own)
    z = differences(linear, model.pairs)
    edges = _symmetric(model.pairs, -0.5 * z * model.slopes(linear)[:, 0], k)
    weight = _symmetric(model.pairs, np.abs(z) * model.counts.totals, k).sum(axis=1)
    size = np.sqrt(np.maximum(weight, 1e-3 * weight.mean()))
    laplacian = np.diag(edges.sum(axis=1)) - edges
    _, vectors = linalg.eigh(laplacian / np.outer(size, size))
    loadings = vectors[:, :rank] / size[:, None]
    loadings -= loadings.mean(axis=0)
    spread = np.sqrt((loadings**2).mean(axis=0, keepdims=True))
    return np.asarray(loadings * LOADING_SIZE / np.maximum(spread, 1e-300))


def _symmetric(pairs: Ints, values: Floats, k: int) -> Floats:
    matrix = np.zeros((k, k))
    matrix[pairs[:, 0], pairs[:, 1]] = values
    return matrix + matrix.T
