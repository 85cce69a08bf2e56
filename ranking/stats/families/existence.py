"""Whether there is a best fit at all, before one is looked for.

Follow a line of parameters to infinity. With a tie strength that is free, no outcome that was seen
gets less likely on the way only if strengths part by at least 2 wherever somebody won and by at
most 2 wherever somebody tied (in units of the tie strength). Such strengths exist unless some cycle
of results holds more wins than ties: the shortest-path argument for systems of differences. For
Bradley-Terry the condition is that of Hunter (2004), in bradley_terry.py.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from ranking.stats.bradley_terry import NotConnected, SingularFit, refuse_unlinked
from ranking.stats.comparisons import Floats
from ranking.stats.counts import PairCounts
from ranking.stats.families.family import Family, OwnTies, Penalties


def refuse_infinite(counts: PairCounts, family: Family, penalties: Penalties) -> None:
    """Raise NotConnected or SingularFit where the best strengths or tie strengths are infinite.

    Exact for ScalarTies; for OwnTies the usual causes. What richer families may still run after
    shows in `converged`.
    """
    if penalties.strengths == 0:
        _refuse_infinite_strengths(counts)
    if not family.has_ties:
        return
    tied = counts.tied + counts.both_bad
    decided = counts.first_won + counts.second_won
    if not tied.any() or not decided.any():
        which = "tied" if not tied.any() else "won"
        raise SingularFit(
            f"nobody ever {which}, so the tie strength would be infinite: fit Bradley-Terry, "
            "or wait for more comparisons"
        )
    if penalties.strengths == 0 and not _has_cycle_with_more_wins(counts, tied):
        raise SingularFit(
            "ties alone hold the contestants together, so strengths and the tie strength could "
            "grow for ever: give a penalty on strengths, or wait for more comparisons"
        )
    if isinstance(family.ties, OwnTies) and penalties.ties == 0:
        _refuse_without_both(counts, tied, decided)


def _refuse_infinite_strengths(counts: PairCounts) -> None:
    try:
        refuse_unlinked(counts.as_comparisons())
    except NotConnected:
        raise NotConnected(
            "some contestants never met the others, not even through a third: fit the groups "
            "apart, or give a penalty on strengths"
        ) from None
    except SingularFit:
        raise SingularFit(
            "some contestants only won, or only lost, against the others, so their strength would "
            "be infinite: give a penalty on strengths, or wait for more comparisons"
        ) from None


def _has_cycle_with_more_wins(counts: PairCounts, tied: Floats) -> bool:
    """A win is a step of length -1, a tie one of +1 either way: is there a negative cycle?"""
    if ((counts.first_won > 0) & (counts.second_won > 0)).any():
        return True
    k = counts.num_contestants
    i, j = counts.pairs.T
    lengths = np.zeros((k, k))
    lengths[i[tied > 0], j[tied > 0]] = lengths[j[tied > 0], i[tied > 0]] = 1.0
    lengths[i[counts.first_won > 0], j[counts.first_won > 0]] = -1.0
    lengths[j[counts.second_won > 0], i[counts.second_won > 0]] = -1.0
    try:
        csgraph.bellman_ford(sparse.csr_array(lengths))
    except csgraph.NegativeCycleError:
        return True
    return False


def _refuse_without_both(counts: PairCounts, tied: Floats, decided: Floats) -> None:
    k = counts.num_contestants
    for what, column in (("tied", tied), ("won or lost", decided)):
        num_each = sum(np.bincount(side, column, k) for side in counts.pairs.T)
        num_without = int((np.asarray(num_each) == 0).sum())
        if num_without:
            raise SingularFit(
                f"{num_without} of {k} contestants never {what}, so their own tie strength would "
                "be infinite: give a penalty on ties, or take ScalarTies"
            )
