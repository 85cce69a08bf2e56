"""How many votes a board needs for a precision, by the way in which pairs are drawn.

Simulated: 20 contestants of known strength. Two starts: nobody has met anybody, or a newcomer joins
19 who have met a hundred times each. `shares`: the 95 % interval of a pair's share of wins is, on
average over all pairs, at most SHARE_WIDTH wide; `newcomer`: that of its strength at most
STRENGTH_WIDTH (natural log-odds). The peer is an even draw.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from arena.pairing import Candidate, Caps, Roster, pair_probabilities
from bench.options import Options
from bench.report import Label, Result, report
from ranking.refit import POINTS_PER_LOG_ODDS
from ranking.stats.bradley_terry import laplacian, pseudo_inverse
from ranking.stats.comparisons import Floats, Ints

NUM = 20
MET_BEFORE = 100
SHARE_WIDTH, STRENGTH_WIDTH = 0.2, 0.5
Z_WIDTH = 2 * 1.96
BATCH = 50  # votes between two looks at the counts
MOST_VOTES = 60_000
CAPS = Caps(contestant=0.5, pair=0.25)

LABEL = Label.SIMULATED

Draw = Callable[[Floats], Floats]  # how often each pair has met -> with what chance it is drawn


def main(options: Options) -> None:
    strengths = np.random.default_rng(5).normal(0.0, 0.8, NUM)
    pairs = np.array(list(itertools.combinations(range(NUM), 2)))
    level = np.zeros(len(pairs))
    joined = np.where((pairs == NUM - 1).any(axis=1), 0.0, MET_BEFORE)
    goals = {
        "sampling-shares-from-nothing": (level, _mean_share_width, SHARE_WIDTH),
        "sampling-shares-with-newcomer": (joined, _mean_share_width, SHARE_WIDTH),
        "sampling-strength-of-newcomer": (joined, _newcomers_width, STRENGTH_WIDTH),
    }
    for name, (start, width, goal) in goals.items():
        if not options.wants(name):
            continue
        rounds = options.num_rounds(6)
        needed = [
            [_votes(draw, start, width, goal, strengths, pairs, seed) for seed in range(rounds)]
            for draw in (lambda met: _keen(met, strengths, pairs), _even)
        ]
        ours, even = (float(np.mean(votes)) for votes in needed)
        facts = {"contestants": NUM, "rounds": rounds, "width": goal}
        report(
            Result(name, ours, "votes", "even draw", even, even / ours, None, LABEL, facts),
        )


def _even(met: Floats) -> Floats:
    return np.full(len(met), 1.0 / len(met))


def _keen(met: Floats, strengths: Floats, pairs: Ints) -> Floats:
    """The arena's own draw, with ratings that are known."""
    candidates = [Candidate(i, rating=POINTS_PER_LOG_ODDS * x) for i, x in enumerate(strengths)]
    num_met = {(int(a), int(b)): int(n) for (a, b), n in zip(pairs, met, strict=True)}
    return np.array(list(pair_probabilities(Roster(candidates, num_met, CAPS)).values()))


def _votes(
    draw: Draw,
    start: Floats,
    width: Callable[[Floats, Floats, Ints], float],
    goal: float,
    strengths: Floats,
    pairs: Ints,
    seed: int,
) -> int:
    """How many votes until the width is reached."""
    rng, met = np.random.default_rng(seed), start.copy()
    for num in range(BATCH, MOST_VOTES, BATCH):
        chosen = rng.choice(len(pairs), BATCH, p=draw(met))
        met += np.bincount(chosen, minlength=len(pairs))
        if width(met, strengths, pairs) <= goal:
            return num
    return MOST_VOTES


def _variances(strengths: Floats, pairs: Ints) -> Floats:
    """[p] p (1 - p) of one vote."""
    return 0.25 / np.cosh(0.5 * (strengths[pairs[:, 0]] - strengths[pairs[:, 1]])) ** 2


def _mean_share_width(met: Floats, strengths: Floats, pairs: Ints) -> float:
    """Pairs that never met count as if a quarter of a vote were there."""
    return float((Z_WIDTH * np.sqrt(_variances(strengths, pairs) / np.maximum(met, 0.25))).mean())


def _newcomers_width(met: Floats, strengths: Floats, pairs: Ints) -> float:
    weights = met * _variances(strengths, pairs) + 1e-6
    covariance = pseudo_inverse(laplacian(pairs, weights, NUM))
    return float(Z_WIDTH * np.sqrt(covariance[-1, -1]))
