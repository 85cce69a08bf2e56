"""The board as it would be after one more vote, in less than a millisecond.

A vote changes the information by a matrix of rank one, so its inverse is updated instead of
computed: Sherman and Morrison (1950), Annals of Mathematical Statistics 21. With it Newton's steps
go on from the strengths before the vote until they have settled.
"""

from dataclasses import dataclass

import numpy as np

from ranking.stats.bradley_terry import CannotFit, laplacian_of, pseudo_inverse, sigma
from ranking.stats.comparisons import Comparisons, Floats, with_prior

TOLERANCE = 1e-9  # of the last step: strengths are those of a full refit to about 1e-8
SLOWEST = 0.25  # a step this much of the one before: the inverse is too old
MAX_STEPS = 50


@dataclass(frozen=True)
class Preview:
    """points [k, k]: what the row took from the column, a tie half, the prior's ties included.

    values [k]: strengths of mean 0; inverse [k, k]: of the information, on vectors of mean 0.
    """

    points: Floats
    values: Floats
    inverse: Floats


def preview_of(comparisons: Comparisons, values: Floats, *, prior_weight: float = 0.0) -> Preview:
    """The state to go on from; `values` are the fit to just these comparisons and this prior."""
    k = comparisons.num_contestants
    rows = with_prior(comparisons, prior_weight)
    left, right = rows.pairs.T
    of_left = np.bincount(left * k + right, rows.weights * rows.scores, k * k)
    of_right = np.bincount(right * k + left, rows.weights * (1.0 - rows.scores), k * k)
    points = (of_left + of_right).reshape(k, k).astype(np.float64)
    return Preview(points, values, _inverse(points, values))


def after_vote(
    preview: Preview, left: int, right: int, score: float, *, weight: float = 1.0
) -> Preview:
    """With `weight` more comparisons of this pair; a negative weight takes them back.

    score: the left one's share, 1, 0.5 or 0. Raises CannotFit where none of finite strength is
    left after taking back.
    """
    if left == right or not 0 <= score <= 1:
        raise ValueError("a vote names two contestants, and a score is 1, 0.5 or 0")
    points = preview.points.copy()
    points[left, right] += weight * score
    points[right, left] += weight * (1.0 - score)
    if min(points[left, right], points[right, left]) < -1e-9:
        raise ValueError("more is taken back than was ever there")
    return _settled(points, preview.values, _with_one_more(preview, left, right, weight))


def _with_one_more(preview: Preview, left: int, right: int, weight: float) -> Floats:
    """The inverse once `weight` comparisons of the pair are in, at the strengths of before."""
    p = float(sigma(preview.values[left] - preview.values[right]))
    edge = weight * p * (1.0 - p)
    along = preview.inverse[:, left] - preview.inverse[:, right]
    grown = 1.0 + edge * (along[left] - along[right])
    if grown <= 1e-6:  # nothing would be left of what linked them: see what a fresh inverse says
        return preview.inverse
    updated: Floats = preview.inverse - np.outer(along, along) * (edge / grown)
    return updated


def _settled(points: Floats, values: Floats, inverse: Floats) -> Preview:
    totals = points + points.T
    before = np.inf
    for _ in range(MAX_STEPS):
        step = inverse @ _gradient(points, totals, values)
        values = values - step
        size = float(np.abs(step).max(initial=0.0))
        if not np.isfinite(size):
            break
        if size < TOLERANCE:
            return Preview(points, values - values.mean(), inverse)
        if size > SLOWEST * before:
            inverse, size = _inverse(points, values), np.inf
        before = size
    raise CannotFit("the strengths do not settle: refit the board from all comparisons")


def _gradient(points: Floats, totals: Floats, values: Floats) -> Floats:
    """[k] derivative of the loss: points expected less points won."""
    expected = totals * sigma(values[:, None] - values[None, :])
    slopes: Floats = (expected - points).sum(axis=1)
    return slopes


def _inverse(points: Floats, values: Floats) -> Floats:
    p = sigma(values[:, None] - values[None, :])
    return pseudo_inverse(laplacian_of((points + points.T) * p * (1.0 - p)))
