"""How sure the strengths are when the comparisons of one voter resemble each other.

The sandwich V = H+ M H+ with M = sum over voters of g_v g_v', g_v the voter's part of the
gradient: comparisons of one voter may hang together in any way, those of two voters may not.
Liang and Zeger (1986), Biometrika 73. M is multiplied by v / (v - 1), v the number of voters.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ranking.stats.bradley_terry import expected_shares
from ranking.stats.comparisons import MANY_VOTERS, Comparisons, Floats, Ints


@dataclass(frozen=True)
class VoterScores:
    """voters [v], each once; scores [v, k] sparse: a voter's part of the gradient of the loss."""

    voters: Ints
    scores: sparse.csr_array


def scores_by_voter(comparisons: Comparisons, values: Floats) -> VoterScores:
    """Raises ValueError where rows of several voters are merged."""
    excess = comparisons.weights * (expected_shares(comparisons, values) - comparisons.scores)
    voters, places = voters_of(comparisons)
    shape = (len(voters), comparisons.num_contestants)
    cells = (np.repeat(places, 2), comparisons.pairs.ravel())
    both_sides = np.stack([excess, -excess], axis=1).ravel()
    return VoterScores(voters, sparse.coo_array((both_sides, cells), shape=shape).tocsr())


def voters_of(comparisons: Comparisons) -> tuple[Ints, Ints]:
    """voters [v], each once, and the place [n] of each row's voter among them.

    Raises ValueError where rows of several voters are merged.
    """
    if (comparisons.voters == MANY_VOTERS).any():
        raise ValueError(
            "rows of several voters were merged, so nobody knows whose they are: "
            "give the rows as they were cast"
        )
    voters, places = np.unique(comparisons.voters, return_inverse=True)
    return voters, places.astype(np.int64)


def small_sample_factor(num_voters: int) -> float:
    """v / (v - 1); raises ValueError for fewer than two voters."""
    if num_voters < 2:
        raise ValueError("one voter alone does not show how much voters differ: two are needed")
    return num_voters / (num_voters - 1)


def clustered_noise(comparisons: Comparisons, values: Floats) -> Floats:
    """[k, k] the M of the sandwich."""
    scores = scores_by_voter(comparisons, values).scores
    noise: Floats = (scores.T @ scores).toarray() * small_sample_factor(scores.shape[0])
    return noise
