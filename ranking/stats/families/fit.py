"""The door: fit a family to counts of pairs, and say what it expects of any pair."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ranking.stats.comparisons import Floats, Ints
from ranking.stats.counts import PairCounts
from ranking.stats.families.existence import refuse_infinite
from ranking.stats.families.family import Family, Penalties
from ranking.stats.families.model import Model
from ranking.stats.families.outcomes import chances
from ranking.stats.families.parameters import Parameters, differences, tie_strengths
from ranking.stats.families.scoring import TOLERANCE, descend
from ranking.stats.families.starts import first_guess, linear_part, widened

NO_PENALTIES = Penalties()
MAX_STEPS = 150


@dataclass(frozen=True)
class Fitted:
    """What was found. mean_loss: of the comparisons, in nats, penalties left out.

    converged: whether no further step promised anything. Where it is False, some parameters may
    be on their way to infinity: give penalties.
    """

    parameters: Parameters
    mean_loss: float
    num_comparisons: float
    converged: bool
    num_steps: int

    @property
    def family(self) -> Family:
        return self.parameters.family

    @property
    def num_contestants(self) -> int:
        return len(self.parameters.own)

    @property
    def strengths(self) -> Floats:
        """[k] of mean 0: natural log-odds, or with covariance in its scale (see `covariance`)."""
        return self.parameters.strengths

    @property
    def covariance(self) -> Floats | None:
        """[k, k] Sigma, with both its rows and columns centred, of trace 1."""
        if not self.parameters.has_spread:
            return None
        loadings = self.parameters.loadings
        sigma = np.diag(self.parameters.spreads**2) + loadings @ loadings.T
        return np.asarray(sigma - sigma.mean(axis=0) - sigma.mean(axis=1)[:, None] + sigma.mean())

    @property
    def num_parameters(self) -> int:
        return self.family.num_parameters(self.num_contestants)

    @property
    def aic(self) -> float:
        """2 k + 2 N (mean loss): Akaike (1974)."""
        return 2.0 * self.num_parameters + 2.0 * self.num_comparisons * self.mean_loss

    @property
    def bic(self) -> float:
        """k ln N + 2 N (mean loss): Schwarz (1978)."""
        n = max(self.num_comparisons, 1.0)
        return self.num_parameters * float(np.log(n)) + 2.0 * self.num_comparisons * self.mean_loss


def fit(
    counts: PairCounts,
    family: Family,
    *,
    penalties: Penalties = NO_PENALTIES,
    max_steps: int = MAX_STEPS,
    tolerance: float = TOLERANCE,
) -> Fitted:
    """The most likely member of the family; both bad counts as a tie.

    Raises NotConnected or SingularFit where the strengths would be infinite.
    """
    refuse_infinite(counts, family, penalties)
    small = linear_part(family)
    model = Model(counts, small, penalties)
    found = descend(model, first_guess(small, counts.num_contestants), max_steps, tolerance)
    if small != family:
        start = widened(found.parameters, family, model)
        model = Model(counts, family, penalties)
        found = descend(model, start, max_steps, tolerance)
    n = model.num_comparisons
    return Fitted(
        parameters=_normalised(found.parameters),
        mean_loss=model.likelihood_loss(found.parameters) / max(n, 1.0),
        num_comparisons=n,
        converged=found.converged,
        num_steps=found.num_steps,
    )


def predict(fitted: Fitted, pairs: Ints) -> Floats:
    """[p, 3] chances that the first wins, that the second wins, and of a tie; any order of a pair.

    Bradley-Terry knows no tie: its third column is 0.
    """
    z, v = differences(fitted.parameters, pairs), tie_strengths(fitted.parameters, pairs)
    known = np.exp(chances(fitted.family.outcomes, z, v).logs).T
    return np.hstack([known, np.zeros((len(pairs), 3 - known.shape[1]))])


def _normalised(parameters: Parameters) -> Parameters:
    """The same model: strengths of mean 0, and with covariance a centred Sigma of trace 1.

    What a shift, a scale, or the sign of a spread leaves open is settled here and not by penalties.
    """
    own = parameters.own.copy()
    own[:, 0] -= own[:, 0].mean() if len(own) else 0.0
    if parameters.has_spread:
        last = parameters.first_tie
        own[:, 1] = np.abs(own[:, 1])
        own[:, 2:last] -= own[:, 2:last].mean(axis=0)
        trace = (own[:, 1] ** 2).sum() * (1 - 1 / len(own)) + (own[:, 2:last] ** 2).sum()
        own[:, :last] /= np.sqrt(trace)
    return replace(parameters, own=own)
