"""Finished matches drawn from known strengths, for tests that look for them again."""

from dataclasses import dataclass

import numpy as np

from ranking.stats.comparisons import Floats
from ranking.stats.played_matches import PlayedMatches

NUMS = (8, 60, 30, 5)
DEVIATIONS = (0.8, 0.8, 0.8, 0.4)


@dataclass(frozen=True)
class Simulated:
    """effects: theta, alpha, delta and pi as they were drawn."""

    matches: PlayedMatches
    effects: tuple[Floats, ...]


def simulated(
    seed: int,
    *,
    num_matches: int = 400,
    nums: tuple[int, int, int, int] = NUMS,
    deviations: tuple[float, ...] = DEVIATIONS,
    level: float = 0.3,
    is_together: bool = False,
) -> Simulated:
    """Each level of a factor is drawn for a match with the same chance."""
    rng = np.random.default_rng(seed)
    effects = tuple(rng.normal(0.0, s, k) for s, k in zip(deviations, nums, strict=True))
    places = tuple(rng.integers(0, k, num_matches) for k in nums)
    signs = (1.0, 1.0 if is_together else -1.0, -1.0, 1.0)
    log_odds = level + sum(
        sign * effect[place] for sign, effect, place in zip(signs, effects, places, strict=True)
    )
    successes = (rng.random(num_matches) < 1.0 / (1.0 + np.exp(-log_odds))).astype(np.float64)
    matches = PlayedMatches(
        *places, successes, np.ones(num_matches), nums=nums, is_together=is_together
    )
    return Simulated(matches, effects)


def played(
    rows: list[tuple[int, int, int, int, float]],
    nums: tuple[int, int, int, int],
    *,
    is_together: bool = False,
) -> PlayedMatches:
    """Matches of weight 1 from (model, human, item, prompt, success)."""
    columns = np.array(rows, dtype=np.float64).reshape(-1, 5)
    places = (columns[:, place].astype(np.int64) for place in range(4))
    return PlayedMatches(*places, columns[:, 4], np.ones(len(rows)), nums, is_together)
