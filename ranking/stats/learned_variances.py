"""Variances of crossed effects, learned from the rows themselves: empirical Bayes.

They maximise the marginal likelihood in Laplace's approximation (Tierney and Kadane 1986, JASA 81)
times a Gamma(2, 1) density of each standard deviation, which keeps it off 0 when a factor has few
levels (Chung et al. 2013, Psychometrika 78). With rho = log of a standard deviation, t = 1 /
variance, u the effects of the factor, V = H^-1, h = x' V x and w' = w p (1 - p) (1 - 2 p) of a row:

    d loss / d rho = levels - t (u'u + trace V_u - u' a_u) - (1 - e^rho),  a = V X' (h w')

Learned variances are uncertain in turn, which widens the limits of the effects by J C J', where
C is the covariance of rho and J = 2 t V u how the effects follow (Kass and Steffey 1989, JASA 84).
"""

from dataclasses import dataclass

import numpy as np
from scipy import optimize

from ranking.stats.bradley_terry import sigma
from ranking.stats.comparisons import Floats
from ranking.stats.crossed_design import Design
from ranking.stats.crossed_effects import Mode, find_mode

FIRST_DEVIATION = 0.7
DEVIATIONS = (0.01, 10.0)  # where they are looked for, in natural log-odds
RATE = 1.0  # of the Gamma density, whose mode is then 1
NUDGE = 1e-3  # of a logarithm, to see how the slope changes
LEAST_BEND = 0.25  # a logarithm is not more uncertain than 2: beyond, the slope says nothing


@dataclass(frozen=True)
class LearnedVariances:
    """variances [factors]; doubt [r + b, learned]: its rows' products are what to add to V."""

    variances: Floats
    doubt: Floats


@dataclass
class _Search:
    """The loss of log standard deviations; each mode is looked for from the one before."""

    design: Design
    is_learned: np.ndarray
    fixed: Floats
    start: Floats

    def variances(self, logs: Floats) -> Floats:
        variances = self.fixed.copy()
        variances[self.is_learned] = np.exp(2.0 * logs)
        return variances

    def mode(self, logs: Floats) -> Mode:
        found = find_mode(self.design, self.variances(logs), self.start)
        self.start = found.values
        return found

    def loss_and_slope(self, logs: Floats) -> tuple[float, Floats]:
        mode, variances = self.mode(logs), self.variances(logs)
        loss = marginal_loss(self.design, variances, mode)
        penalty = float((logs - RATE * np.exp(logs)).sum())
        slope = marginal_slope(self.design, variances, mode)[self.is_learned]
        return loss - penalty, slope - (1.0 - RATE * np.exp(logs))


def learn_variances(design: Design, is_learned: np.ndarray, fixed: Floats) -> LearnedVariances:
    """The learned ones, and the others as in `fixed` [factors]."""
    search = _Search(design, is_learned, fixed, np.zeros(len(design.factor_of)))
    num = int(is_learned.sum())
    if not num:
        return LearnedVariances(fixed, np.zeros((len(design.factor_of), 0)))
    found = optimize.minimize(
        search.loss_and_slope,
        np.full(num, np.log(FIRST_DEVIATION)),
        jac=True,
        method="L-BFGS-B",
        bounds=[tuple(np.log(DEVIATIONS))] * num,
        options={"ftol": 1e-10, "gtol": 1e-5},
    )
    return LearnedVariances(search.variances(found.x), _doubt(search, found.x))


def marginal_loss(design: Design, variances: Floats, mode: Mode) -> float:
    """Minus the log of the marginal likelihood, by Laplace; constants are left out."""
    priors = float(np.log(design.precisions(variances)).sum())
    return mode.objective + 0.5 * (mode.curvature.log_determinant() - priors)


def marginal_slope(design: Design, variances: Floats, mode: Mode) -> Floats:
    """[factors] its derivative by the logs of the standard deviations."""
    shares = sigma(design.log_odds(mode.values))
    bends = design.weights * shares * (1.0 - shares) * (1.0 - 2.0 * shares)
    spreads = mode.curvature.spreads(design)
    follow = mode.curvature.solve(design.transposed(bends * spreads.rows))
    own = mode.values**2 + spreads.parameters - mode.values * follow
    each = 1.0 - design.precisions(variances) * own
    return np.bincount(design.factor_of, each, len(variances) + 1)[1:].astype(np.float64)


def _doubt(search: _Search, logs: Floats) -> Floats:
    """[r + b, learned] J times a root of C."""
    nudges = NUDGE * np.eye(len(logs))
    slopes = [
        search.loss_and_slope(logs + nudge)[1] - search.loss_and_slope(logs - nudge)[1]
        for nudge in nudges
    ]
    bend = np.array(slopes) / (2.0 * NUDGE)
    values, vectors = np.linalg.eigh((bend + bend.T) / 2.0)
    root = vectors / np.sqrt(np.maximum(values, LEAST_BEND))
    mode, variances = search.mode(logs), search.variances(logs)
    pulls = 2.0 * _pulls(search.design, variances, mode)[:, search.is_learned]
    follow = np.column_stack([mode.curvature.solve(pull) for pull in pulls.T])
    return np.asarray(follow @ root)


def _pulls(design: Design, variances: Floats, mode: Mode) -> Floats:
    """[r + b, factors] t u: the pull of each factor's prior on its own effects."""
    pull = design.precisions(variances) * mode.values
    own = np.equal.outer(design.factor_of, np.arange(1, len(variances) + 1))
    return np.where(own, pull[:, None], 0.0)
