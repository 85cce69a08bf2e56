"""Comparisons as arrays: what they refuse, and what merging keeps."""

import numpy as np
import pytest
from hypothesis import given

from ranking.stats.bradley_terry import total_loss
from ranking.stats.comparisons import (
    MANY_VOTERS,
    comparisons_of,
    merge_equal_rows,
    one_row_a_pair,
    virtual_ties,
)
from tests.ranking.stats.cases import some_comparisons, unhurried


def test_equal_rows_become_one_whichever_side_they_sat_on():
    merged = merge_equal_rows(comparisons_of(3, [(0, 1, 1), (1, 0, 0), (2, 1, 0.5), (0, 1, 0)]))
    assert merged.pairs.tolist() == [[0, 1], [0, 1], [1, 2]]
    assert merged.scores.tolist() == [0, 1, 0.5]
    assert merged.weights.tolist() == [1, 2, 1]
    assert set(merged.voters) == {MANY_VOTERS}


def test_nothing_merges_into_nothing():
    assert len(merge_equal_rows(comparisons_of(2, [])).scores) == 0
    assert len(one_row_a_pair(comparisons_of(0, [])).scores) == 0


@unhurried
@given(some_comparisons())
def test_merging_changes_no_total(comparisons):
    values = np.linspace(-1, 1, comparisons.num_contestants)
    for merged in (merge_equal_rows(comparisons), one_row_a_pair(comparisons)):
        assert merged.num_comparisons == comparisons.num_comparisons
        assert merged.num_per_contestant() == pytest.approx(comparisons.num_per_contestant())
        assert total_loss(merged, values) == pytest.approx(total_loss(comparisons, values))


@unhurried
@given(some_comparisons())
def test_points_won_and_lost_add_up(comparisons):
    won, lost = comparisons.points_per_contestant()
    assert won + lost == pytest.approx(comparisons.num_per_contestant())
    assert won.sum() == pytest.approx(comparisons.num_comparisons)


def test_virtual_ties_give_each_contestant_the_same_weight():
    ties = virtual_ties(5, 2.0)
    assert ties.num_per_contestant() == pytest.approx(np.full(5, 2.0))
    assert set(ties.scores) == {0.5}
    assert len(virtual_ties(5, 0.0).scores) == 0
    assert len(virtual_ties(1, 2.0).scores) == 0


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([(0, 2, 1)], "numbers from 0 to 1"),
        ([(1, 1, 1)], "with itself"),
        ([(0, 1, 2)], "share"),
    ],
)
def test_impossible_rows_are_refused_in_words(rows, problem):
    with pytest.raises(ValueError, match=problem):
        comparisons_of(2, rows)
