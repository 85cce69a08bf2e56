"""The penalties of a fit as a quadratic in its parameters: Gaussian priors of given precision."""

from __future__ import annotations

import numpy as np

from ranking.stats.comparisons import Floats
from ranking.stats.families.family import Family, OwnTies, Penalties
from ranking.stats.families.parameters import PLAIN_SPREAD, Parameters


class Prior:
    def __init__(self, family: Family, penalties: Penalties) -> None:
        self._penalties = penalties
        self._has_own_ties = isinstance(family.ties, OwnTies)

    def loss(self, parameters: Parameters) -> float:
        weights = self._weights(parameters)
        return 0.5 * float((weights * self._away(parameters) ** 2).sum())

    def add_to(self, gradient: Floats, curvature: Floats, parameters: Parameters) -> None:
        """gradient [n] and curvature [n, n], both changed in place."""
        weights, (k, d) = self._weights(parameters), parameters.own.shape
        gradient[: k * d] += (weights * self._away(parameters)).ravel()
        places = np.arange(k * d)
        curvature[places, places] += np.tile(weights, k)
        if self._has_own_ties:  # pulled towards the mean of all, which moves with each
            column = np.arange(k) * d + parameters.first_tie
            curvature[np.ix_(column, column)] -= self._penalties.ties / k

    def _away(self, parameters: Parameters) -> Floats:
        """[k, d] how far each number is from where it is pulled."""
        away = parameters.own.copy()
        if parameters.has_spread:
            away[:, 1] -= PLAIN_SPREAD
        if self._has_own_ties:
            away[:, parameters.first_tie] -= away[:, parameters.first_tie].mean()
        return away

    def _weights(self, parameters: Parameters) -> Floats:
        """[d] the penalty on each column."""
        weights = np.zeros(parameters.own.shape[1])
        weights[0] = self._penalties.strengths
        if parameters.has_spread:
            weights[1] = self._penalties.spread
            weights[2 : parameters.first_tie] = self._penalties.loadings
        weights[parameters.first_tie :] = self._penalties.factors
        if self._has_own_ties:
            weights[parameters.first_tie] = self._penalties.ties
        return weights
