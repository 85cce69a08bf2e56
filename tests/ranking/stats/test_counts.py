"""Counts of pairs: added up rightly, and equal to the comparisons they came from."""

import numpy as np
import pytest
from hypothesis import given

from ranking.stats.comparisons import merge_equal_rows
from ranking.stats.counts import PairCounts, add_up
from tests.ranking.stats.cases import some_comparisons, unhurried

NOTHING = np.zeros(1)
ONE = np.ones(1)


def counted(comparisons):
    w, s = comparisons.weights, comparisons.scores
    return add_up(
        comparisons.num_contestants,
        comparisons.pairs,
        w * (s == 1),
        w * (s == 0),
        w * (s == 0.5),
        np.zeros(len(w)),
    )


@given(some_comparisons())
@unhurried
def test_counts_say_the_same_as_rows(comparisons):
    merged = merge_equal_rows(comparisons)
    back = merge_equal_rows(counted(comparisons).as_comparisons())
    assert (back.pairs == merged.pairs).all()
    assert (back.scores == merged.scores).all()
    assert (back.weights == merged.weights).all()


def test_a_pair_is_turned_round_with_its_outcomes():
    counts = add_up(
        3, np.array([[2, 0], [0, 2]]), *np.array([[3, 1], [1, 0], [2, 2], [0, 5]]) * 1.0
    )
    assert counts.pairs.tolist() == [[0, 2]]
    assert [c.tolist() for c in (counts.first_won, counts.second_won)] == [[2.0], [3.0]]
    assert counts.tied.tolist() == [4.0]
    assert counts.both_bad.tolist() == [5.0]
    assert counts.num_comparisons == 14.0


def test_both_bad_can_be_left_out():
    counts = add_up(
        3, np.array([[0, 1], [1, 2]]), *np.array([[1, 0], [0, 0], [2, 0], [3, 4]]) * 1.0
    )
    assert counts.without_both_bad().pairs.tolist() == [[0, 1]]


@pytest.mark.parametrize(
    ("pairs", "count", "complaint"),
    [
        ([[0, 5]], ONE, "numbers from 0 to 2"),
        ([[1, 0]], ONE, "lower place comes first"),
        ([[0, 1]], -ONE, "0 or more"),
        ([[0, 1]], ONE * np.nan, "0 or more"),
        ([[0, 1], [0, 1]], np.ones(2), "stands once"),
        ([[0, 1]], np.ones(2), "agree on p"),
    ],
)
def test_impossible_counts_are_refused(pairs, count, complaint):
    rest = [np.zeros(len(count))] * 3
    with pytest.raises(ValueError, match=complaint):
        PairCounts(3, np.array(pairs), count, *rest)
