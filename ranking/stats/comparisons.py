"""Comparisons as arrays: what every fit starts from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MANY_VOTERS = -1
PRIOR_WEIGHT = 1.0  # virtual ties of each contestant, wherever a board is fitted
SCORES = {"left": 1.0, "right": 0.0, "tie": 0.5, "both_bad": 0.5}  # the left one's, by outcome


@dataclass(frozen=True)
class Comparisons:
    """n rows about k contestants, who are known by their places 0 to k - 1.

    pairs    [n, 2]  the two contestants of a row, left and right
    scores   [n]     the left one's share: 1 won, 0.5 tied, 0 lost
    weights  [n]     how many equal comparisons the row stands for; more than 0
    voters   [n]     whose comparison it is, MANY_VOTERS once rows of several are merged
    """

    num_contestants: int
    pairs: Ints
    scores: Floats
    weights: Floats
    voters: Ints

    def __post_init__(self) -> None:
        n = len(self.scores)
        if self.pairs.shape != (n, 2) or len(self.weights) != n or len(self.voters) != n:
            raise ValueError("pairs [n, 2], scores [n], weights [n] and voters [n] must agree on n")
        if n == 0:
            return
        if self.pairs.min() < 0 or self.pairs.max() >= self.num_contestants:
            raise ValueError(f"contestants must be numbers from 0 to {self.num_contestants - 1}")
        if (self.pairs[:, 0] == self.pairs[:, 1]).any():
            raise ValueError("a contestant cannot be compared with itself")
        if not ((self.scores >= 0) & (self.scores <= 1)).all():
            raise ValueError("a score is the left one's share of a comparison: 1, 0.5 or 0")
        if not (self.weights > 0).all():
            raise ValueError("a weight is more than 0; leave the row out instead")

    @property
    def num_comparisons(self) -> float:
        return float(self.weights.sum())

    def chosen(self, mask: np.ndarray) -> Comparisons:
        """The rows where mask [n] is true, or those of these numbers."""
        return Comparisons(
            self.num_contestants,
            self.pairs[mask],
            self.scores[mask],
            self.weights[mask],
            self.voters[mask],
        )

    def num_per_contestant(self) -> Floats:
        """[k] comparisons that each contestant took part in."""
        both = np.repeat(self.weights, 2)
        return np.bincount(self.pairs.ravel(), both, self.num_contestants).astype(np.float64)

    def points_per_contestant(self) -> tuple[Floats, Floats]:
        """[k] points won and [k] points lost; a tie is half a point of each."""
        k = self.num_contestants
        left, right = self.pairs.T
        for_left, for_right = self.weights * self.scores, self.weights * (1.0 - self.scores)
        won = np.bincount(left, for_left, k) + np.bincount(right, for_right, k)
        lost = np.bincount(left, for_right, k) + np.bincount(right, for_left, k)
        return won.astype(np.float64), lost.astype(np.float64)


def comparisons_of(
    num_contestants: int,
    rows: Sequence[tuple[int, int, float]],
    voters: Sequence[int] | None = None,
) -> Comparisons:
    """Comparisons of weight 1 from (left, right, left's score); None: each has its own voter."""
    columns = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return Comparisons(
        num_contestants=num_contestants,
        pairs=columns[:, :2].astype(np.int64),
        scores=columns[:, 2],
        weights=np.ones(len(columns)),
        voters=np.array(range(len(columns)) if voters is None else voters, dtype=np.int64),
    )


def merge_equal_rows(comparisons: Comparisons) -> Comparisons:
    """The same comparisons in as few rows as possible: the lower number left, equal rows summed."""
    upright = _lower_number_left(comparisons)
    keys = _pair_keys(upright)
    order = np.lexsort((upright.scores, keys))
    keys, scores = keys[order], upright.scores[order]
    is_new = np.ones(len(keys), dtype=bool)
    is_new[1:] = (keys[1:] != keys[:-1]) | (scores[1:] != scores[:-1])
    first = np.flatnonzero(is_new)
    return Comparisons(
        num_contestants=comparisons.num_contestants,
        pairs=upright.pairs[order][first],
        scores=scores[first],
        weights=np.add.reduceat(upright.weights[order], first),
        voters=np.full(len(first), MANY_VOTERS, dtype=np.int64),
    )


def one_row_a_pair(comparisons: Comparisons) -> Comparisons:
    """Each pair's total and mean score: enough for a likelihood, too little for residuals."""
    upright = _lower_number_left(comparisons)
    k, keys = comparisons.num_contestants, _pair_keys(upright)
    num = np.bincount(keys, upright.weights, k * k)
    points = np.bincount(keys, upright.weights * upright.scores, k * k)
    met = np.flatnonzero(num)
    return Comparisons(
        num_contestants=k,
        pairs=np.stack([met // max(k, 1), met % max(k, 1)], axis=1),
        scores=np.minimum(points[met] / num[met], 1.0),
        weights=num[met].astype(np.float64),
        voters=np.full(len(met), MANY_VOTERS, dtype=np.int64),
    )


def virtual_ties(num_contestants: int, prior_weight: float) -> Comparisons:
    """The weak prior: each contestant has `prior_weight` ties, spread evenly over all others.

    Empty when the weight is 0 or when there are no others.
    """
    k = num_contestants
    left, right = np.triu_indices(k, 1)
    if prior_weight == 0:
        left, right = left[:0], right[:0]
    n = len(left)
    return Comparisons(
        num_contestants=k,
        pairs=np.stack([left, right], axis=1).astype(np.int64),
        scores=np.full(n, 0.5),
        weights=np.full(n, prior_weight / max(k - 1, 1)),
        voters=np.full(n, MANY_VOTERS, dtype=np.int64),
    )


def joined(first: Comparisons, second: Comparisons) -> Comparisons:
    """The rows of both."""
    return Comparisons(
        num_contestants=first.num_contestants,
        pairs=np.concatenate([first.pairs, second.pairs]),
        scores=np.concatenate([first.scores, second.scores]),
        weights=np.concatenate([first.weights, second.weights]),
        voters=np.concatenate([first.voters, second.voters]),
    )


def with_prior(comparisons: Comparisons, prior_weight: float) -> Comparisons:
    """The rows and the virtual ties."""
    if prior_weight == 0:
        return comparisons
    return joined(comparisons, virtual_ties(comparisons.num_contestants, prior_weight))


def _lower_number_left(comparisons: Comparisons) -> Comparisons:
    swapped = comparisons.pairs[:, 0] > comparisons.pairs[:, 1]
    if not swapped.any():
        return comparisons
    scores = np.where(swapped, 1.0 - comparisons.scores, comparisons.scores)
    return replace(comparisons, pairs=np.sort(comparisons.pairs, axis=1), scores=scores)


def _pair_keys(comparisons: Comparisons) -> Ints:
    """[n] one number for each ordered pair."""
    return comparisons.pairs[:, 0] * comparisons.num_contestants + comparisons.pairs[:, 1]
