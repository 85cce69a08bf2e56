"""Which pairs an attack meets: all alike, as often as before, or as the arena draws them now."""

from dataclasses import dataclass

import numpy as np

from ranking.refit import POINTS_PER_LOG_ODDS
from ranking.stats.comparisons import Floats, Ints
from ranking.stats.counts import PairCounts

GAP_SCALE = 200.0 / POINTS_PER_LOG_ODDS  # of the arena's own draw, in natural log-odds
EVEN_SHARE = 0.2


@dataclass(frozen=True)
class ByLesson:
    """The draw of arena/pairing.py with all weights alike: by what one more vote teaches.

    A pair that has met seldom teaches most, so a newcomer is drawn far more often than one battle
    in N. The caps are the largest share of all battles that one contestant, or one pair, is in.
    """

    contestant_cap: float = 0.5
    pair_cap: float = 0.25

    def chances(self, met: Floats, strengths: Floats) -> Floats:
        """[k, k] of each pair, in the upper triangle, with sum 1.

        met [k, k]: how often row and column have been compared; strengths [k].
        """
        k = len(strengths)
        first, second = np.triu_indices(k, 1)
        gaps = np.abs(strengths[first] - strengths[second])
        num = met[first, second]
        drops = 1.0 / np.sqrt(num + 1.0) - 1.0 / np.sqrt(num + 2.0)
        keen = drops * np.exp(-gaps / GAP_SCALE) / np.cosh(0.5 * gaps)
        even = 1.0 / len(keen)
        chances = np.zeros((k, k))
        chances[first, second] = (1.0 - EVEN_SHARE) * keen / keen.sum() + EVEN_SHARE * even
        shares = chances.sum(axis=0) + chances.sum(axis=1)
        part = max(
            _part_needed(shares, 2.0 / k, self.contestant_cap),
            _part_needed(chances[first, second], even, self.pair_cap),
        )
        chances[first, second] = (1.0 - part) * chances[first, second] + part * even
        return chances


def draws_as_before(counts: PairCounts) -> Floats:
    """[k, k] chance of each pair by how often it met, in the upper triangle, sum 1."""
    k = counts.num_contestants
    draws = np.zeros((k, k))
    draws[counts.pairs[:, 0], counts.pairs[:, 1]] = counts.totals / counts.num_comparisons
    return draws


def draw_pairs(
    chances: Floats | None, num_contestants: int, num: int, rng: np.random.Generator
) -> Ints:
    """[num, 2] two different contestants each; chances [k, k] as above, None for all alike."""
    k = num_contestants
    if chances is None:
        left = rng.integers(0, k, num)
        right = rng.integers(0, k - 1, num)
        return np.stack([left, right + (right >= left)], axis=1)
    upto = np.cumsum(chances.ravel())
    cells = np.searchsorted(upto, rng.random(num) * upto[-1], side="right")
    return np.stack([cells // k, cells % k], axis=1)


def _part_needed(shares: Floats, level: float, cap: float) -> float:
    """How much of an even draw must be mixed in, so that no share is above the cap."""
    most, highest = max(cap, level), float(shares.max())
    return (highest - most) / (highest - level) if highest > most else 0.0
