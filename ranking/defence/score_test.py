"""The score test: does an account favour a contestant, or keep it down?

z_t = sum (y - p) / sqrt(sum p (1 - p)) over the account's verdicts with t, where y is t's share (1,
0.5, 0) and p what the board expects. Ties are half, so their variance is smaller than p (1 - p) and
the test errs on the mild side. One look only; `sequential` may look as often as it likes.
Rao (1948), Mathematical Proceedings of the Cambridge Philosophical Society 44.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from ranking.stats.bradley_terry import expected_shares
from ranking.stats.comparisons import Comparisons, Floats


@dataclass(frozen=True)
class ScoreTest:
    """z [k]: 0 where it never met; num [k]: verdicts with it. p_value: both sides, all targets.

    target: the contestant with the largest |z|.
    """

    z: Floats
    num: Floats
    target: int
    p_value: float


def score_test(ballots: Comparisons, strengths: Floats) -> ScoreTest:
    """The verdicts of one account against the strengths [k] of a board (ties as half a win)."""
    k = ballots.num_contestants
    left, right = ballots.pairs.T
    p = expected_shares(ballots, strengths)
    excess, variance = ballots.scores - p, p * (1.0 - p)
    total = np.bincount(left, excess, k) - np.bincount(right, excess, k)
    spread = np.bincount(left, variance, k) + np.bincount(right, variance, k)
    met = spread > 0
    z = np.zeros(k)
    z[met] = total[met] / np.sqrt(spread[met])
    target = int(np.abs(z).argmax()) if k else 0
    tail = 2.0 * float(ndtr(-np.abs(z[target]))) if k else 1.0
    num_tests = max(int(met.sum()), 1)
    return ScoreTest(z, ballots.num_per_contestant(), target, min(1.0, tail * num_tests))
