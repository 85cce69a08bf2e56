"""Simulated voters, honest and not: what the tests of this folder are tried on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.defence.likelihood import draw, outcome_chances
from ranking.stats.comparisons import Comparisons, Floats, Ints

SCORES = np.array([1.0, 0.5, 0.0])  # of WON, TIED, LOST


@dataclass(frozen=True)
class Electorate:
    """Honest people: strengths [k], sd of each one's taste for each contestant, habits of tying.

    tie_weight: Davidson's nu of the median voter; tie_habit: sd of its logarithm among voters.
    """

    strengths: Floats
    taste: float = 0.0
    tie_weight: float = 0.0
    tie_habit: float = 0.0


def uniform_pairs(num_contestants: int, num: int, rng: np.random.Generator) -> Ints:
    """[num, 2] two different contestants, sides tossed."""
    left = rng.integers(num_contestants, size=num)
    right = (left + rng.integers(1, num_contestants, size=num)) % num_contestants
    return np.stack([left, right], axis=1)


def honest(who: Electorate, pairs: Ints, rng: np.random.Generator) -> Comparisons:
    """One person's verdicts on the pairs [n, 2]."""
    mine = who.strengths + who.taste * rng.standard_normal(len(who.strengths))
    tie_weight = who.tie_weight * float(np.exp(who.tie_habit * rng.standard_normal()))
    outcomes = draw(outcome_chances(pairs, mine, tie_weight), rng, 1)[0]
    return _ballots(len(mine), pairs, SCORES[outcomes])


def coin_flipper(num_contestants: int, pairs: Ints, rng: np.random.Generator) -> Comparisons:
    """The paper's naive attacker away from the target: heads or tails."""
    return _ballots(num_contestants, pairs, rng.integers(2, size=len(pairs)).astype(np.float64))


def for_target(
    ballots: Comparisons,
    target: int,
    rng: np.random.Generator,
    *,
    wins: bool = True,
    honest_share: float = 0.0,
    accuracy: float = 1.0,
) -> Comparisons:
    """The same verdicts, but the target wins (or loses) wherever it is recognised.

    honest_share: how often even then the answers decide; accuracy: of recognising it.
    """
    met = (ballots.pairs == target).any(axis=1)
    known = met & (rng.random(len(met)) < accuracy) & (rng.random(len(met)) >= honest_share)
    share = np.where((ballots.pairs[:, 0] == target) == wins, 1.0, 0.0)
    scores = np.where(known, share, ballots.scores)
    return _ballots(ballots.num_contestants, ballots.pairs, scores)


def _ballots(num_contestants: int, pairs: Ints, scores: Floats) -> Comparisons:
    n = len(scores)
    return Comparisons(num_contestants, pairs, scores, np.ones(n), np.zeros(n, dtype=np.int64))
