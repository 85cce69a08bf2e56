"""The numbers of a family, and what they make of a pair: z and v, and how both change.

Each contestant has a row of d numbers, and all share s more:

    strength | spread t, loadings L (with covariance) | tie numbers || shared tie numbers
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.comparisons import Floats, Ints
from ranking.stats.families.family import Family, OrderedTies, OwnTies

PLAIN_SPREAD = float(np.sqrt(0.5))  # of both: then z is the plain difference of strengths


@dataclass(frozen=True)
class Parameters:
    """own [k, d], shared [s]; signs [r] of learned tie factors, which are chosen, not fitted."""

    family: Family
    own: Floats
    shared: Floats
    signs: Floats

    @property
    def strengths(self) -> Floats:
        """[k]"""
        return self.own[:, 0]

    @property
    def has_spread(self) -> bool:
        return self.family.covariance is not None

    @property
    def spreads(self) -> Floats:
        """[k]; only with covariance."""
        return self.own[:, 1]

    @property
    def loadings(self) -> Floats:
        """[k, c]; only with covariance."""
        return self.own[:, 2 : self.first_tie]

    @property
    def ties(self) -> Floats:
        """[k, t]"""
        return self.own[:, self.first_tie :]

    @property
    def first_tie(self) -> int:
        """The column where tie numbers begin."""
        return 1 if self.family.covariance is None else 2 + self.family.covariance

    def moved(self, step: Floats) -> Parameters:
        """step [k d + s], the rows of contestants first."""
        num_own = self.own.size
        own = self.own + step[:num_own].reshape(self.own.shape)
        return Parameters(self.family, own, self.shared + step[num_own:], self.signs)


@dataclass(frozen=True)
class Slopes:
    """Derivatives of z (at 0) and v (at 1) of p pairs.

    first, second  [p, 2, d]  by the numbers of the pair's two contestants
    shared         [p, 2, s]
    """

    first: Floats
    second: Floats
    shared: Floats


def differences(parameters: Parameters, pairs: Ints) -> Floats:
    """z [p]: x_i - x_j, over the deviation of strength i minus strength j where they vary."""
    i, j = pairs.T
    z: Floats = parameters.strengths[i] - parameters.strengths[j]
    return np.divide(z, deviations(parameters, pairs)) if parameters.has_spread else z


def deviations(parameters: Parameters, pairs: Ints) -> Floats:
    """[p] sqrt(Sigma_ii + Sigma_jj - 2 Sigma_ij) with Sigma = diag(t^2) + L L'."""
    i, j = pairs.T
    t, loadings = parameters.spreads, parameters.loadings
    apart = ((loadings[i] - loadings[j]) ** 2).sum(axis=1)
    return np.asarray(np.sqrt(t[i] ** 2 + t[j] ** 2 + apart))


def tie_strengths(parameters: Parameters, pairs: Ints) -> Floats:
    """v [p]"""
    i, j = pairs.T
    ties, shared = parameters.ties, float(parameters.shared.sum())
    kind = parameters.family.ties
    if isinstance(kind, OwnTies):
        factors = ties[:, 1:]
        return np.asarray(ties[i, 0] + ties[j, 0] + (factors[i] * factors[j]) @ parameters.signs)
    if isinstance(kind, OrderedTies):
        waves = cosines(*ties.shape)
        return np.asarray((ties[i] * waves[j] + ties[j] * waves[i]).sum(axis=1) + shared)
    return np.full(len(pairs), shared)


def slopes(parameters: Parameters, pairs: Ints) -> Slopes:
    own, p = parameters.own, len(pairs)
    first, second = np.zeros((2, p, 2, own.shape[1]))
    _add_slopes_of_z(parameters, pairs, first, second)
    _add_slopes_of_v(parameters, pairs, first, second)
    shared = np.zeros((p, 2, len(parameters.shared)))
    shared[:, 1] = 1.0
    return Slopes(first, second, shared)


def _add_slopes_of_z(parameters: Parameters, pairs: Ints, first: Floats, second: Floats) -> None:
    if not parameters.has_spread:
        first[:, 0, 0], second[:, 0, 0] = 1.0, -1.0
        return
    i, j = pairs.T
    deviation = deviations(parameters, pairs)
    first[:, 0, 0], second[:, 0, 0] = 1.0 / deviation, -1.0 / deviation
    by_variance = -differences(parameters, pairs) / deviation**2  # twice the slope
    first[:, 0, 1] = by_variance * parameters.spreads[i]
    second[:, 0, 1] = by_variance * parameters.spreads[j]
    apart = by_variance[:, None] * (parameters.loadings[i] - parameters.loadings[j])
    first[:, 0, 2 : parameters.first_tie] = apart
    second[:, 0, 2 : parameters.first_tie] = -apart


def _add_slopes_of_v(parameters: Parameters, pairs: Ints, first: Floats, second: Floats) -> None:
    i, j = pairs.T
    ties, start = parameters.ties, parameters.first_tie
    if isinstance(parameters.family.ties, OwnTies):
        first[:, 1, start] = second[:, 1, start] = 1.0
        factors = ties[:, 1:] * parameters.signs
        first[:, 1, start + 1 :], second[:, 1, start + 1 :] = factors[j], factors[i]
    elif isinstance(parameters.family.ties, OrderedTies):
        waves = cosines(*ties.shape)
        first[:, 1, start:], second[:, 1, start:] = waves[j], waves[i]


def cosines(num_contestants: int, rank: int) -> Floats:
    """[k, rank] sqrt(2/k) cos(pi/k (i - 1/2)(j - 1/2)), i and j from 1: the DCT-IV."""
    rows, columns = np.arange(num_contestants) + 0.5, np.arange(rank) + 0.5
    waves = np.cos(np.pi / num_contestants * np.outer(rows, columns))
    return np.asarray(np.sqrt(2.0 / num_contestants) * waves, dtype=np.float64)
