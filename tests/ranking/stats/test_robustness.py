"""How few comparisons decide: counted by hand, checked by refits, foretold on the real votes."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ranking.stats.bradley_terry import fit_bradley_terry
from ranking.stats.comparisons import comparisons_of, merge_equal_rows
from ranking.stats.robustness import Change, cost_of_swap, costs_of_neighbours
from tests.ranking.stats import arena_votes
from tests.ranking.stats.cases import some_comparisons, unhurried


@pytest.mark.parametrize(("change", "num"), [(Change.DROP, 11), (Change.FLIP, 6)])
def test_two_contestants_by_hand(change, num):
    """60 wins to 50: eleven left out make it 49 to 50, six turned round 54 to 56."""
    cost = cost_of_swap(two(60, 50), fitted(two(60, 50)), 0, 1, change=change, prior_weight=1.0)
    assert cost.num_changed == num
    assert cost.estimated == pytest.approx(num, abs=2)
    assert cost.share == pytest.approx(num / 110)


def test_merging_rows_changes_no_cost():
    rows = two(60, 50)
    merged = merge_equal_rows(rows)
    for change in Change:
        one, other = (
            cost_of_swap(r, fitted(r), 0, 1, change=change, prior_weight=1.0)
            for r in (rows, merged)
        )
        assert one == other


def test_ties_alone_cannot_be_turned_round():
    rows = comparisons_of(3, [(0, 1, 0.5)] * 3 + [(0, 2, 0.5), (2, 1, 0.5)])
    cost = cost_of_swap(rows, np.array([0.1, 0.0, -0.1]), 0, 1, change=Change.FLIP)
    assert cost.estimated is None
    assert cost.num_changed is None
    assert cost.share is None


def test_the_stronger_one_comes_first():
    with pytest.raises(ValueError, match="stronger one first"):
        cost_of_swap(two(6, 5), fitted(two(6, 5)), 1, 0)


@unhurried
@given(some_comparisons(), st.sampled_from(Change))
def test_neighbours_cost_no_more_than_all_comparisons(comparisons, change):
    values = fitted(comparisons)
    assume(len(np.unique(values.round(9))) == len(values))
    for cost in costs_of_neighbours(comparisons, values, change=change, prior_weight=1.0):
        if cost.num_changed is not None:
            assert 1 <= cost.num_changed <= comparisons.num_comparisons


def test_a_few_of_a_million_votes_decide_between_close_neighbours():
    """1,374,996 votes. First and second: one in 2,700 holds them apart, and the closest of the
    first twenty: a handful.
    """
    votes = merge_equal_rows(arena_votes.load())
    values = fit_bradley_terry(votes).values
    order = np.argsort(-values)
    first = cost_of_swap(votes, values, int(order[0]), int(order[1]))
    assert first.num_changed == 502
    assert first.estimated == pytest.approx(502, rel=0.1)
    closest = int(np.argmin(-np.diff(values[order])[:20]))
    cost = cost_of_swap(votes, values, int(order[closest]), int(order[closest + 1]))
    assert cost.num_changed == pytest.approx(cost.estimated, abs=2)
    assert cost.num_changed < 5


def two(won, lost):
    return comparisons_of(2, [(0, 1, 1)] * won + [(1, 0, 1)] * lost)


def fitted(rows):
    return fit_bradley_terry(rows, prior_weight=1.0).values
