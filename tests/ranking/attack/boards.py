"""Boards to attack: small ones whose answers are known, and the real one of August 2024."""

from functools import cache

import numpy as np

from ranking.attack.simulation import Ground, ground_of
from ranking.stats.counts import PairCounts, add_up
from tests.ranking.stats import arena_votes


def counts_of(wins: list[list[float]]) -> PairCounts:
    """wins[i][j]: how often i beat j."""
    won = np.array(wins, dtype=np.float64)
    winners, losers = np.nonzero(won)
    nothing = np.zeros(len(winners))
    pairs = np.stack([winners, losers], axis=1).astype(np.int64)
    return add_up(len(won), pairs, won[winners, losers], nothing, nothing, nothing)


def ladder(num_contestants: int, *, num_each: int = 300, step: float = 0.1) -> PairCounts:
    """Everybody met everybody num_each times; each is `step` stronger than the next."""
    strengths = -step * np.arange(num_contestants)
    shares = 1.0 / (1.0 + np.exp(strengths[None, :] - strengths[:, None]))
    wins = num_each * shares
    np.fill_diagonal(wins, 0.0)
    return counts_of(wins.tolist())


@cache
def arena() -> tuple[list[str], Ground]:
    """129 models and the board of their 1,670,250 votes; skips the test where they are missing."""
    data = arena_votes.read()
    outcomes = np.array(data["Y"], dtype=np.float64).T
    return data["models"], ground_of(add_up(len(data["models"]), np.array(data["X"]), *outcomes))
