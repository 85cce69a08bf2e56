"""Ranks of all at once: the figures on the real votes, closed forms, coverage, symmetries."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from ranking.stats.bradley_terry import fit_bradley_terry
from ranking.stats.comparisons import merge_equal_rows
from ranking.stats.intervals import covariances
from ranking.stats.joint_ranks import holm_ranks, joint_ranks
from tests.ranking.stats import arena_votes
from tests.ranking.stats.cases import unhurried


def test_the_ranks_of_chatbot_arena():
    """Another simulation, of 2,000 draws: critical value 4.337, 5 of 128 neighbours told apart,
    median width 11, widest 34. With 120,000 draws the critical value is 4.300; the standard
    deviation of 2,000 draws is 0.024.
    """
    votes = merge_equal_rows(arena_votes.load())
    values = fit_bradley_terry(votes).values
    sandwich = covariances(votes, values).sandwich
    ranks = joint_ranks(values, sandwich, rng=seeded(), num_draws=20_000, step_down=False)
    assert ranks.critical_value == pytest.approx(4.300, abs=0.03)
    order = np.argsort(-values)
    assert sum(ranks.surely_above[order[:-1], order[1:]]) == 5
    widths = ranks.worst - ranks.best + 1
    assert (np.median(widths), widths.max()) == (11, 34)
    first_rows = np.stack([ranks.best, ranks.worst], axis=1)[order[:5]].tolist()
    assert first_rows == [[1, 1], [2, 2], [3, 4], [3, 6], [4, 8]]


def test_with_two_contestants_the_critical_value_is_the_usual_one():
    """One difference, either way: 1.96."""
    ranks = joint_ranks(np.array([1.0, 0.0]), np.eye(2), rng=seeded(), num_draws=50_000)
    assert ranks.critical_value == pytest.approx(norm.isf(0.025), abs=0.03)


def test_three_equal_spreads_have_tukeys_critical_value():
    """The studentised range for 3 groups, no end of degrees of freedom: 3.314 / sqrt(2)."""
    ranks = joint_ranks(np.zeros(3), np.eye(3), rng=seeded(), num_draws=50_000)
    assert ranks.critical_value == pytest.approx(3.314 / np.sqrt(2), abs=0.03)


def test_holm_by_hand():
    """Six ordered statements: 4.2 / sqrt(2) exceeds the first limit, 3.1 / sqrt(2) none."""
    ranks = holm_ranks(np.array([4.2, 3.1, 0.0]), np.eye(3))
    assert ranks.critical_value == pytest.approx(norm.isf(0.05 / 6))
    assert ranks.surely_above.tolist() == [[False, False, True], [False] * 3, [False] * 3]
    assert ranks.best.tolist() == [1, 1, 2]
    assert ranks.worst.tolist() == [2, 3, 3]


@pytest.mark.parametrize("step_down", [False, True])
def test_all_spreads_are_right_in_95_of_100_boards(step_down):
    """Twelve contestants, some of them equal, independent errors: 400 boards."""
    rng = seeded()
    truth = np.repeat([3.0, 0.0, -0.5, -4.0], 3)
    covariance = np.diag(rng.uniform(0.5, 1.5, 12))
    right = 0
    for _ in range(400):
        values = rng.multivariate_normal(truth, covariance)
        ranks = joint_ranks(values, covariance, rng=rng, num_draws=500, step_down=step_down)
        right += not (ranks.surely_above & (truth[:, None] <= truth[None, :])).any()
    assert 0.92 <= right / 400 <= 1.0


@unhurried
@given(st.integers(2, 8), st.integers(0, 10_000))
def test_numbering_changes_nothing_and_stepping_down_only_adds(k, seed):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=k) * 4
    root = rng.normal(size=(k, k))
    covariance = root @ root.T
    names = rng.permutation(k)
    plain = joint_ranks(values, covariance, rng=seeded())
    renamed = joint_ranks(values[names], covariance[np.ix_(names, names)], rng=seeded())
    assert (renamed.best == plain.best[names]).all()
    assert (renamed.worst == plain.worst[names]).all()
    single = joint_ranks(values, covariance, rng=seeded(), step_down=False)
    assert (plain.surely_above >= single.surely_above).all()
    assert not (plain.surely_above & (values[:, None] <= values[None, :])).any()


def test_a_board_of_one_or_none_has_the_ranks_one_expects():
    assert joint_ranks(np.zeros(1), np.zeros((1, 1)), rng=seeded()).worst.tolist() == [1]
    assert joint_ranks(np.zeros(0), np.zeros((0, 0)), rng=seeded()).worst.tolist() == []
    assert holm_ranks(np.zeros(1), np.zeros((1, 1))).worst.tolist() == [1]


def seeded():
    return np.random.default_rng(5)
