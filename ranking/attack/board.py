"""A board as an attacker moves it: points of each pair in one square, refitted from where it was.

Bradley-Terry as in ranking/stats, on a [k, k] square instead of rows, so that a thousand votes
more cost one or two steps of Newton's method.
"""

import numpy as np
import scipy.linalg

from ranking.stats.bradley_terry import CannotFit, refuse_unlinked
from ranking.stats.comparisons import Floats, Ints
from ranking.stats.counts import PairCounts

MAX_STEPS = 100
STEP_TOLERANCE = 1e-6  # the error is squared in each step, so about 1e-12 is left


def points_taken(counts: PairCounts, *, prior_weight: float = 0.0) -> Floats:
    """[k, k] points that row took from column; ties and both bad are half a point each.

    prior_weight: virtual ties of each contestant, spread evenly over all others. Without them
    NotConnected or SingularFit is raised where no finite maximum exists.
    """
    if prior_weight == 0:
        refuse_unlinked(counts.as_comparisons())
    k = counts.num_contestants
    points = np.full((k, k), prior_weight / max(k - 1, 1) / 2.0)
    np.fill_diagonal(points, 0.0)
    first, second = counts.pairs.T
    halves = (counts.tied + counts.both_bad) / 2.0
    points[first, second] += counts.first_won + halves
    points[second, first] += counts.second_won + halves
    return points


def fit(points: Floats, start: Floats | None = None) -> Floats:
    """[k] natural log-odds of mean 0 that make these points most likely.

    Newton's method, damped by log(1 + r) / r where r is the spread of a step: from any start it
    goes downhill, and near the end it is Newton's own step (Sun and Tran-Dinh 2019, Mathematical
    Programming 178, for losses of the logistic kind).
    """
    totals = points + points.T
    won = points.sum(axis=1)
    strengths = np.zeros(len(points)) if start is None else start
    for _ in range(MAX_STEPS):
        shares = shares_of(strengths)
        slope = (totals * shares).sum(axis=1) - won
        step = scipy.linalg.solve(_regular(totals, shares), slope, assume_a="pos")
        spread = float(np.ptp(step)) if len(step) else 0.0
        if spread < STEP_TOLERANCE:
            strengths = strengths - step
            return np.asarray(strengths - strengths.mean())
        strengths = strengths - step * (np.log1p(spread) / spread)
    raise CannotFit(f"no maximum found within {MAX_STEPS} steps: give a larger prior_weight")


def sensitivities(points: Floats, strengths: Floats) -> Floats:
    """[k, k] S: inverse of the information, on vectors of mean 0.

    A vote for i over j moves the strengths by about S (e_i - e_j) (1 - p_ij).
    """
    totals = points + points.T
    matrix = _regular(totals, shares_of(strengths))
    return np.asarray(np.linalg.inv(matrix) - 1.0 / (_scale(matrix) * len(matrix)))


def shares_of(strengths: Floats) -> Floats:
    """[k, k] chance that row beats column."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * (strengths[:, None] - strengths[None, :]))))


def places(strengths: Floats) -> Ints:
    """[k] 1 for the strongest; equals share the better place."""
    ordered = np.sort(-strengths)
    return np.searchsorted(ordered, -strengths).astype(np.int64) + 1


def _regular(totals: Floats, shares: Floats) -> Floats:
    """The information, with its null direction (1, ..., 1) filled."""
    edges = totals * shares * (1.0 - shares)
    degrees = edges.sum(axis=1)
    scale = max(float(degrees.mean()), np.finfo(np.float64).tiny) if len(degrees) else 1.0
    return np.asarray(np.diag(degrees) - edges + scale / max(len(degrees), 1))


def _scale(filled: Floats) -> float:
    """What _regular filled the null direction with: (1, ..., 1) is an eigenvector with it."""
    return float(filled.sum() / len(filled))
