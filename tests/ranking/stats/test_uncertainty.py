"""What a board says about itself agrees with itself."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given

from ranking.stats.bradley_terry import fit_bradley_terry
from ranking.stats.comparisons import comparisons_of
from ranking.stats.intervals import sandwich_intervals
from ranking.stats.uncertainty import uncertainty
from ranking.stats.weighting import by_pair_count, reweighted
from tests.ranking.stats.cases import some_comparisons, unhurried

PRIOR = 1.0


@unhurried
@given(some_comparisons())
def test_the_numbering_of_contestants_changes_nothing(comparisons):
    names = np.random.default_rng(1).permutation(comparisons.num_contestants)
    renamed = dataclasses.replace(comparisons, pairs=names[comparisons.pairs])
    here, there = board(comparisons), board(renamed)
    for field in ("lows", "highs", "always_lows", "always_highs"):
        assert getattr(there, field)[names] == pytest.approx(getattr(here, field), abs=1e-7)


@unhurried
@given(some_comparisons())
def test_one_by_one_the_limits_are_those_of_the_sandwich(comparisons):
    values = fit_bradley_terry(comparisons, prior_weight=PRIOR).values
    alone = sandwich_intervals(comparisons, values, prior_weight=PRIOR)
    found = board(comparisons)
    assert found.lows == pytest.approx(alone.lows)
    assert found.highs == pytest.approx(alone.highs)
    assert (found.always_lows <= found.lows).all()
    assert (found.joint_best <= found.joint_worst).all()


def test_a_clear_board_has_clear_ranks_and_a_newcomer_may_be_anywhere():
    rows = [(0, 1, 1)] * 90 + [(1, 0, 1)] * 10 + [(1, 2, 1)] * 90 + [(2, 1, 1)] * 10
    found = board(comparisons_of(4, rows))
    assert found.joint_best[:3].tolist() == [1, 2, 3]
    assert found.joint_worst[:3].tolist() == [2, 3, 4]
    assert (found.joint_best[3], found.joint_worst[3]) == (1, 4)
    assert found.tiers[:3].tolist() == [1, 2, 3]
    assert found.always_lows[3] == -np.inf
    assert np.isfinite(found.always_lows[:3]).all()


def test_factors_and_voters_go_into_the_covariance():
    rows = comparisons_of(2, [(0, 1, 1), (0, 1, 0)] * 50)
    rows = dataclasses.replace(rows, voters=np.repeat(np.arange(20), 5))
    plain, clustered = board(rows), board(rows, clustered=True)
    assert clustered.highs[0] < plain.highs[0]  # here each voter was nearly even-handed
    factors = by_pair_count(rows)
    values = fit_bradley_terry(reweighted(rows, factors), prior_weight=PRIOR).values
    even = uncertainty(rows, values, rng=seeded(), prior_weight=PRIOR, factors=factors)
    assert even.covariance == pytest.approx(plain.covariance)


def test_all_ranks_of_an_arena_are_right_together_about_as_often_as_they_say():
    """80 arenas of eight contestants, two of them equal, 1,500 votes each: 95 % or more."""
    rng = seeded()
    truth = np.array([0.9, 0.6, 0.3, 0.0, 0.0, -0.3, -0.6, -0.9])
    right = [all_right(truth, rng) for _ in range(80)]
    assert np.mean(right) > 0.9


def all_right(truth, rng):
    left, right = np.triu_indices(8, 1)
    counts = rng.multinomial(1500, np.full(28, 1 / 28))
    won = rng.binomial(counts, 1 / (1 + np.exp(truth[right] - truth[left])))
    rows = [(a, b, s) for a, b in zip(left, right, strict=True) for s in (1, 0)]
    weights = np.stack([won, counts - won], axis=1).ravel()
    arena = comparisons_of(8, rows).chosen(weights > 0)
    found = board(dataclasses.replace(arena, weights=weights[weights > 0].astype(float)))
    return not (found.surely_above & (truth[:, None] <= truth[None, :])).any()


def test_an_empty_board_is_an_empty_answer():
    found = board(comparisons_of(0, []))
    assert found.tiers.tolist() == found.joint_best.tolist() == found.lows.tolist() == []


def board(comparisons, **choices):
    values = fit_bradley_terry(comparisons, prior_weight=PRIOR).values
    return uncertainty(comparisons, values, rng=seeded(), prior_weight=PRIOR, **choices)


def seeded():
    return np.random.default_rng(2)
