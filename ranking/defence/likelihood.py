"""The two tests of Huang et al. (2025), arXiv 2501.07493, against which ours is measured.

1. Known benign: T = -2 sum ln P(x_i | benign), and its p-value by simulating honest sequences.
2. Perturbed board: each account is shown strengths with noise of its own; somebody who votes by
   what they were shown, and not by the answers, fits the noise better than the truth. The
   likelihood ratio is the most powerful test of it (Neyman and Pearson, 1933).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.comparisons import Comparisons, Floats, Ints
from ranking.stats.ranks import places

WON, TIED, LOST = 0, 1, 2


@dataclass(frozen=True)
class Tested:
    """statistic: larger is more suspicious; p_value: chance of so much from an honest voter."""

    statistic: float
    p_value: float


def outcome_chances(pairs: Ints, strengths: Floats, tie_weight: float = 0.0) -> Floats:
    """[n, 3] chance that the left one wins, ties, loses (Davidson 1970; tie_weight is his nu)."""
    half = 0.5 * (strengths[pairs[:, 0]] - strengths[pairs[:, 1]])
    weights = np.stack([np.exp(half), np.full(len(half), tie_weight), np.exp(-half)], axis=1)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float64)


def benign_test(
    ballots: Comparisons,
    strengths: Floats,
    rng: np.random.Generator,
    *,
    tie_weight: float = 0.0,
    num_simulated: int = 1000,
) -> Tested:
    """Test 1. The p-value counts the observed sequence among the simulated ones, so it is exact."""
    chances = outcome_chances(ballots.pairs, strengths, tie_weight)
    return _tested(_log_losses(chances), ballots, draw(chances, rng, num_simulated))


def perturbed_board_test(
    ballots: Comparisons,
    strengths: Floats,
    shown: Floats,
    rng: np.random.Generator,
    *,
    tie_weight: float = 0.0,
    num_simulated: int = 1000,
) -> Tested:
    """Test 2: log likelihood of the verdicts by the strengths shown [k], less that by the true."""
    true = outcome_chances(ballots.pairs, strengths, tie_weight)
    gains = 0.5 * (
        _log_losses(true) - _log_losses(outcome_chances(ballots.pairs, shown, tie_weight))
    )
    return _tested(gains, ballots, draw(true, rng, num_simulated))


def perturbed(strengths: Floats, noise: float, rng: np.random.Generator) -> Floats:
    """[k] strengths with normal noise; `noise` in standard deviations of the strengths."""
    spread = noise * float(strengths.std())
    return strengths + spread * rng.standard_normal(len(strengths))


def mean_rank_change(strengths: Floats, shown: Floats) -> float:
    """What the noise costs those who only want to read the board: places, on average."""
    return float(np.abs(places(strengths) - places(shown)).mean())


def draw(chances: Floats, rng: np.random.Generator, num: int) -> Ints:
    """[num, n] outcomes, each row one honest sequence."""
    upto = np.cumsum(chances, axis=1)
    at = rng.random((num, len(chances), 1))
    return np.asarray((at >= upto[None, :, :2]).sum(axis=2), dtype=np.int64)


def _outcomes(ballots: Comparisons) -> Ints:
    return np.select([ballots.scores == 1.0, ballots.scores == 0.0], [WON, LOST], TIED)


def _log_losses(chances: Floats) -> Floats:
    """-2 ln P; a tie without a tie weight counts as half a win and half a loss."""
    with np.errstate(divide="ignore"):
        losses = -2.0 * np.log(chances)
    halves = 0.5 * (losses[:, WON] + losses[:, LOST])
    losses[:, TIED] = np.where(chances[:, TIED] > 0, losses[:, TIED], halves)
    return losses


def _total(scores: Floats, outcomes: Ints) -> Floats:
    """[m] sum over a sequence; scores [n, 3], outcomes [m, n]."""
    rows = scores[np.arange(len(scores))[None, :], outcomes]
    return np.asarray(rows.sum(axis=1), dtype=np.float64)


def _tested(scores: Floats, ballots: Comparisons, honest: Ints) -> Tested:
    """scores [n, 3] of each outcome; honest [m, n]: sequences of outcomes drawn by chance."""
    observed, simulated = _total(scores, _outcomes(ballots)[None, :])[0], _total(scores, honest)
    num_as_large = float((simulated >= observed - 1e-9).sum())
    return Tested(float(observed), (1.0 + num_as_large) / (1.0 + len(honest)))
