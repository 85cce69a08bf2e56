"""A family on given counts: its loss, gradient, Fisher information and curvature.

The information of a pair is n times the sum over outcomes of P s s', where s is the slope of log P
by (z, v). Carried over to the numbers of the two contestants it is a block of d x d for each of
(i, i), (i, j), (j, j); nothing larger is ever multiplied.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ranking.stats.comparisons import Floats, Ints
from ranking.stats.counts import PairCounts
from ranking.stats.families.curvature import Blocks, add_curvature
from ranking.stats.families.family import Family, Penalties
from ranking.stats.families.outcomes import Chances, chances, outcome_counts
from ranking.stats.families.parameters import Parameters, differences, slopes, tie_strengths
from ranking.stats.families.prior import Prior


@dataclass(frozen=True)
class Quadratic:
    """The loss nearby: gradient [n], curvature [n, n], n = k d + s.

    scale [n] is Fisher's information on each number alone: what damping is measured by.
    """

    gradient: Floats
    curvature: Floats
    scale: Floats


class Model:
    """The summed negative log-likelihood of the counts, plus the penalties."""

    def __init__(self, counts: PairCounts, family: Family, penalties: Penalties) -> None:
        self.family, self.counts, self.pairs = family, counts, counts.pairs
        self.num_contestants = counts.num_contestants
        self.outcome_counts = outcome_counts(family.outcomes, counts)
        self._prior = Prior(family, penalties)
        self._totals = self.outcome_counts.sum(axis=0)
        self._first, self._second = (
            _incidence(side, self.num_contestants) for side in self.pairs.T
        )

    @property
    def num_comparisons(self) -> float:
        return float(self._totals.sum())

    def chances(self, parameters: Parameters) -> Chances:
        z, v = differences(parameters, self.pairs), tie_strengths(parameters, self.pairs)
        return chances(self.family.outcomes, z, v)

    def likelihood_loss(self, parameters: Parameters) -> float:
        """In nats, over all comparisons, without the penalties."""
        return self.chances(parameters).loss(self.outcome_counts)

    def loss(self, parameters: Parameters) -> float:
        return self.likelihood_loss(parameters) + self._prior.loss(parameters)

    def slopes(self, parameters: Parameters) -> Floats:
        """[p, 2] of each pair's loss by z and v."""
        return _loss_slopes(self.chances(parameters), self.outcome_counts)

    def tie_information(self, parameters: Parameters) -> Floats:
        """[k] Fisher's information on the tie strengths of each contestant's pairs."""
        found = self.chances(parameters)
        of_pairs = (self._totals * np.exp(found.logs) * found.by_v**2).sum(axis=0)[:, None]
        return self._per_contestant(of_pairs, of_pairs)[:, 0]

    def quadratic(self, parameters: Parameters) -> Quadratic:
        """Of the loss with the penalties, near these parameters."""
        found, by = self.chances(parameters), slopes(parameters, self.pairs)
        uphill = _loss_slopes(found, self.outcome_counts)
        root = _root_information(found, self._totals)
        first, second, shared = (root @ part for part in (by.first, by.second, by.shared))
        blocks = Blocks(
            _products(first, first), _products(first, second), _products(second, second)
        )
        scale = self._per_contestant(
            *(np.einsum("pii->pi", b) for b in (blocks.first, blocks.second))
        )
        add_curvature(blocks, parameters, self.pairs, *uphill.T)
        border = self._per_contestant(_products(first, shared), _products(second, shared))
        corner = _products(shared, shared).sum(axis=0)
        n = parameters.own.size
        curvature = np.empty((n + len(corner),) * 2)
        curvature[:n, :n] = self._spread_out(blocks)
        curvature[:n, n:] = border.reshape(n, -1)
        curvature[n:, :n] = border.reshape(n, -1).T
        curvature[n:, n:] = corner
        row = uphill[:, None]
        own = self._per_contestant((row @ by.first)[:, 0], (row @ by.second)[:, 0])
        gradient = np.concatenate([own.ravel(), (row @ by.shared)[:, 0].sum(axis=0)])
        self._prior.add_to(gradient, curvature, parameters)
        floors = self._scale_floors(parameters, root)
        scale = np.maximum(scale, floors)
        return Quadratic(gradient, curvature, np.concatenate([scale.ravel(), np.diag(corner)]))

    def _scale_floors(self, parameters: Parameters, root: Floats) -> Floats:
        """[k, d] The slope by a spread, loading or factor vanishes at 0: measure by z or v then."""
        by_z, by_v = (root[:, 0, 0] ** 2)[:, None], (root**2).sum(axis=1)[:, 1:]
        floors = np.zeros(parameters.own.shape)
        floors[:, 1 : parameters.first_tie] = self._per_contestant(by_z, by_z)
        if len(parameters.signs):
            floors[:, parameters.first_tie + 1 :] = self._per_contestant(by_v, by_v)
        return floors

    def _per_contestant(self, first: Floats, second: Floats) -> Floats:
        """[k, ...] sums over the pairs of each contestant of what belongs to its side [p, ...]."""
        flat = self._first @ first.reshape(len(first), -1) + self._second @ second.reshape(
            len(second), -1
        )
        return np.asarray(flat).reshape(self.num_contestants, *first.shape[1:])

    def _spread_out(self, blocks: Blocks) -> Floats:
        """[k d, k d]"""
        k, d = self.num_contestants, blocks.first.shape[1]
        full = np.zeros((k, d, k, d))
        i, j = self.pairs.T
        full[i, :, j, :] = blocks.across
        full[j, :, i, :] = blocks.across.transpose(0, 2, 1)
        each = np.arange(k)
        full[each, :, each, :] = self._per_contestant(blocks.first, blocks.second)
        return full.reshape(k * d, k * d)


def _loss_slopes(found: Chances, counts: Floats) -> Floats:
    return -np.stack([(counts * by).sum(axis=0) for by in (found.by_z, found.by_v)], axis=1)


def _root_information(found: Chances, totals: Floats) -> Floats:
    """[p, 2, 2] R with R' R = n sum of P s s': the upper Cholesky factor."""
    weights = totals * np.exp(found.logs)
    zz = (weights * found.by_z**2).sum(axis=0)
    zv = (weights * found.by_z * found.by_v).sum(axis=0)
    vv = (weights * found.by_v**2).sum(axis=0)
    root = np.zeros((len(totals), 2, 2))
    root[:, 0, 0] = np.sqrt(zz)
    root[:, 0, 1] = np.divide(zv, root[:, 0, 0], out=np.zeros_like(zv), where=zz > 0)
    root[:, 1, 1] = np.sqrt(np.maximum(vv - root[:, 0, 1] ** 2, 0.0))
    return root


def _products(left: Floats, right: Floats) -> Floats:
    """[p, a, b] left' right of [p, 2, a] and [p, 2, b]."""
    return left.transpose(0, 2, 1) @ right


def _incidence(side: Ints, num_contestants: int) -> sparse.csr_array:
    """[k, p] 1 where the contestant is on this side of the pair."""
    p = len(side)
    return sparse.csr_array((np.ones(p), (side, np.arange(p))), shape=(num_contestants, p))
