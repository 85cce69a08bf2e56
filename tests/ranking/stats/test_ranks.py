"""Rank spreads, by hand and by their properties."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ranking.stats.ranks import rank_by_overlap
from tests.ranking.stats.cases import unhurried

POINTS = st.floats(-1000, 1000)


def test_a_hand_worked_example():
    """A clearly first, D clearly last, B and C overlap."""
    ranks = rank_by_overlap(np.array([9.0, 4.0, 3.0, 0.0]), np.array([10.0, 6.0, 5.0, 1.0]))
    assert ranks.best.tolist() == [1, 2, 2, 4]
    assert ranks.worst.tolist() == [1, 3, 3, 4]


def test_intervals_that_only_touch_are_not_apart():
    ranks = rank_by_overlap(np.array([1.0, 0.0]), np.array([2.0, 1.0]))
    assert ranks.best.tolist() == [1, 1]
    assert ranks.worst.tolist() == [2, 2]


@unhurried
@given(st.lists(st.tuples(POINTS, POINTS), min_size=1, max_size=12))
def test_spreads_are_places_of_the_board_and_somebody_may_be_first_and_last(limits):
    lows, highs = np.sort(np.array(limits), axis=1).T
    ranks = rank_by_overlap(lows, highs)
    assert (ranks.best <= ranks.worst).all()
    assert ranks.best.min() == 1
    assert ranks.worst.max() == len(limits)
