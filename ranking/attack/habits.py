"""How people vote on each pair: as before, which attackers copy, and as a board expects."""

from dataclasses import dataclass

import numpy as np

from ranking.attack.plans import Passive
from ranking.stats.comparisons import Floats, Ints
from ranking.stats.counts import PairCounts


@dataclass(frozen=True)
class Habits:
    """won [k, k]: share of the pair's votes for row; tied [k, k]: for neither."""

    won: Floats
    tied: Floats


def habits_of(counts: PairCounts, shares: Floats) -> Habits:
    """From the votes; pairs that never met as the board expects, with the board's share of ties.

    shares [k, k]: the chance that row beats column.
    """
    k = counts.num_contestants
    ties = counts.tied + counts.both_bad
    num = counts.totals
    share_tied = float(ties.sum() / num.sum()) if num.sum() else 0.0
    won, tied = (1.0 - share_tied) * shares, np.full((k, k), share_tied)
    met = num > 0
    first, second = counts.pairs[met].T
    won[first, second] = counts.first_won[met] / num[met]
    won[second, first] = counts.second_won[met] / num[met]
    tied[first, second] = tied[second, first] = ties[met] / num[met]
    return Habits(won=won, tied=tied)


def as_expected(habits: Habits, shares: Floats) -> Habits:
    """Of voters whose points are the board's own odds on average, so that they move nothing.

    Ties are as common as before, or as those odds leave room for. shares [k, k]: as above.
    """
    tied = np.minimum(habits.tied, 2.0 * np.minimum(shares, 1.0 - shares))
    return Habits(won=shares - tied / 2.0, tied=tied)


def passive_scores(
    policy: Passive, pairs: Ints, habits: Habits, rng: np.random.Generator
) -> Floats:
    """[n] left's share in each battle of pairs [n, 2]; NaN where no vote is cast."""
    n = len(pairs)
    if policy is Passive.ABSTAIN:
        return np.full(n, np.nan)
    if policy is Passive.RANDOM:
        return rng.integers(0, 2, n).astype(np.float64)
    if policy in (Passive.TIE, Passive.BOTH_BAD):
        return np.full(n, 0.5)
    return drawn_scores(pairs, habits, rng)


def drawn_scores(pairs: Ints, habits: Habits, rng: np.random.Generator) -> Floats:
    """[n] left's share of each battle of pairs [n, 2], drawn by the habits of its pair."""
    drawn = rng.random(len(pairs))
    won, tied = habits.won[pairs[:, 0], pairs[:, 1]], habits.tied[pairs[:, 0], pairs[:, 1]]
    return np.where(drawn < won, 1.0, np.where(drawn < won + tied, 0.5, 0.0))
