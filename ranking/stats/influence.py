"""Who moved the board, and how far: the influence function of Hampel (1974), JASA 69.

Without a voter the strengths would be x + H+ g_v, to first order, with H the information and g_v
the voter's part of the gradient. One inverse serves all voters, where refits would take one each.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ranking.stats.bradley_terry import (
    expected_shares,
    fit_bradley_terry,
    inverse_information,
)
from ranking.stats.clustered import VoterScores, scores_by_voter
from ranking.stats.comparisons import Comparisons, Floats, Ints
from ranking.stats.ranks import places

VOTERS_AT_ONCE = 1000


@dataclass(frozen=True)
class VoterInfluence:
    """Each voter once, and by how much `direction` . strengths would change without it [v]."""

    voters: Ints
    changes: Floats


@dataclass(frozen=True)
class RankMoves:
    """What leaving out each voter would do to the ranks, to first order.

    voters [v]; num_moved [v] contestants with another rank; largest_move [v] in places.
    """

    voters: Ints
    num_moved: Ints
    largest_move: Ints


def influence_of_voters(
    comparisons: Comparisons, values: Floats, direction: Floats, *, prior_weight: float = 0.0
) -> VoterInfluence:
    """direction [k]: a unit vector for one strength, two opposite ones for a difference."""
    inverse = inverse_information(comparisons, values, prior_weight=prior_weight)
    by_voter = scores_by_voter(comparisons, values)
    return VoterInfluence(by_voter.voters, np.asarray(by_voter.scores @ (inverse @ direction)))


def influence_of_rows(
    comparisons: Comparisons, values: Floats, direction: Floats, *, prior_weight: float = 0.0
) -> Floats:
    """[n] by how much `direction` . strengths would change without one comparison of each row."""
    inverse = inverse_information(comparisons, values, prior_weight=prior_weight)
    leverage = inverse @ direction
    left, right = comparisons.pairs.T
    excess = expected_shares(comparisons, values) - comparisons.scores
    changes: Floats = excess * (leverage[left] - leverage[right])
    return changes


def influence_of_pairs(
    comparisons: Comparisons, values: Floats, direction: Floats, *, prior_weight: float = 0.0
) -> Floats:
    """[k, k] by how much `direction` . strengths would change without all that two shared."""
    changes = comparisons.weights * influence_of_rows(
        comparisons, values, direction, prior_weight=prior_weight
    )
    k = comparisons.num_contestants
    left, right = comparisons.pairs.T
    one_way = np.bincount(left * k + right, changes, k * k).reshape(k, k)
    return (one_way + one_way.T).astype(np.float64)


def ranks_without_each_voter(
    comparisons: Comparisons, values: Floats, *, prior_weight: float = 0.0
) -> RankMoves:
    """One pass over all voters; check the few that matter with strengths_without."""
    by_voter = scores_by_voter(comparisons, values)
    inverse = inverse_information(comparisons, values, prior_weight=prior_weight)
    now = places(values)
    moves = [np.abs(places(part) - now) for part in _without(by_voter, values, inverse)]
    moved = np.concatenate([np.zeros((0, len(values)), dtype=np.int64), *moves])
    return RankMoves(by_voter.voters, (moved > 0).sum(axis=1), moved.max(axis=1, initial=0))


def strengths_without(comparisons: Comparisons, voter: int, *, prior_weight: float = 0.0) -> Floats:
    """[k] the exact fit to what all others said; raises CannotFit where that is too little."""
    others = comparisons.chosen(comparisons.voters != voter)
    return fit_bradley_terry(others, prior_weight=prior_weight).values


def _without(by_voter: VoterScores, values: Floats, inverse: Floats) -> Iterator[Floats]:
    """[some voters, k] strengths without each of them."""
    for start in range(0, len(by_voter.voters), VOTERS_AT_ONCE):
        yield values + by_voter.scores[start : start + VOTERS_AT_ONCE] @ inverse
