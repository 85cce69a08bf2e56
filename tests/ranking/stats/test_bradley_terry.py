"""Bradley-Terry against worked examples, published figures and its own symmetries."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.stats.bradley_terry import (
    NotConnected,
    SingularFit,
    fit_bradley_terry,
    gradient,
    information,
    is_connected,
    total_loss,
)
from ranking.stats.comparisons import comparisons_of, merge_equal_rows
from tests.ranking.stats import arena_votes
from tests.ranking.stats.cases import some_comparisons, table, unhurried


def test_wikipedia_example():
    """https://en.wikipedia.org/wiki/Bradley-Terry_model, "Worked example of solution procedure".

    wins    A B C D      strengths as printed there (geometric mean 1, three decimals)
    A       - 2 0 1      0.640
    B       3 - 5 0      1.043
    C       0 3 - 1      0.660
    D       4 0 3 -      2.270
    """
    wins = [[0, 2, 0, 1], [3, 0, 5, 0], [0, 3, 0, 1], [4, 0, 3, 0]]
    strengths = fit_bradley_terry(table(wins)).values
    assert np.exp(strengths) == pytest.approx([0.640, 1.043, 0.660, 2.270], abs=6e-4)


def test_two_contestants_get_the_log_odds_of_their_record():
    """7 wins, 1 loss and 2 ties are 8 points of 10: a difference of ln(8 / 2)."""
    fit = fit_bradley_terry(
        comparisons_of(2, [(0, 1, 1.0)] * 7 + [(0, 1, 0.0)] + [(0, 1, 0.5)] * 2)
    )
    assert fit.values == pytest.approx([np.log(4) / 2, -np.log(4) / 2])
    assert fit.mean_loss == pytest.approx(-0.8 * np.log(0.8) - 0.2 * np.log(0.2))


def test_the_published_loss_on_the_votes_of_chatbot_arena():
    """1,374,996 votes on 129 models, ties as half: mean loss 0.6554111075."""
    votes = merge_equal_rows(arena_votes.load())
    assert votes.num_comparisons == 1_374_996
    assert fit_bradley_terry(votes).mean_loss == pytest.approx(0.6554111075, abs=1e-10)
    with_prior = fit_bradley_terry(votes, prior_weight=1.0)
    assert with_prior.mean_loss == pytest.approx(0.6554111075, abs=1e-8)


@unhurried
@given(some_comparisons(), st.integers(0, 10_000))
def test_the_gradient_and_information_agree_with_differences(comparisons, seed):
    values = np.random.default_rng(seed).normal(size=comparisons.num_contestants)
    h = 1e-5
    for i, bump in enumerate(np.eye(len(values)) * h):
        slope = (
            total_loss(comparisons, values + bump) - total_loss(comparisons, values - bump)
        ) / (2 * h)
        assert gradient(comparisons, values)[i] == pytest.approx(slope, abs=1e-6)
        row = (gradient(comparisons, values + bump) - gradient(comparisons, values - bump)) / (
            2 * h
        )
        assert information(comparisons, values)[i] == pytest.approx(row, abs=1e-6)


@unhurried
@given(some_comparisons())
def test_sitting_on_the_other_side_changes_nothing(comparisons):
    swapped = dataclasses.replace(
        comparisons, pairs=comparisons.pairs[:, ::-1], scores=1 - comparisons.scores
    )
    assert fit(swapped) == pytest.approx(fit(comparisons), abs=1e-9)


@unhurried
@given(some_comparisons())
def test_turning_every_verdict_round_mirrors_the_strengths(comparisons):
    turned = dataclasses.replace(comparisons, scores=1 - comparisons.scores)
    assert fit(turned) == pytest.approx(-fit(comparisons), abs=1e-8)


@unhurried
@given(some_comparisons(), st.randoms(use_true_random=False))
def test_neither_the_order_of_votes_nor_of_contestants_matters(comparisons, random):
    rows = random.sample(range(len(comparisons.scores)), len(comparisons.scores))
    names = np.array(random.sample(range(comparisons.num_contestants), comparisons.num_contestants))
    shuffled = dataclasses.replace(
        comparisons, pairs=names[comparisons.pairs[rows]], scores=comparisons.scores[rows]
    )
    assert fit(shuffled)[names] == pytest.approx(fit(comparisons), abs=1e-8)


@unhurried
@given(some_comparisons())
def test_the_fit_is_a_minimum_of_mean_zero(comparisons):
    values = fit_bradley_terry(comparisons, prior_weight=0.5).values
    assert values.mean() == pytest.approx(0.0, abs=1e-12)
    assert np.isfinite(values).all()


def test_contestants_who_never_met_are_refused_without_a_prior():
    with pytest.raises(NotConnected, match="1 of 3 contestants"):
        fit_bradley_terry(comparisons_of(3, [(0, 1, 0.5)]))


def test_a_contestant_who_only_won_is_refused_without_a_prior():
    with pytest.raises(SingularFit, match="prior_weight"):
        fit_bradley_terry(comparisons_of(3, [(0, 1, 1), (1, 2, 1), (2, 1, 1)]))


def test_with_a_prior_a_single_vote_moves_its_two_contestants_a_little():
    strengths = fit(comparisons_of(3, [(0, 1, 1)]), prior_weight=1.0)
    assert strengths[0] > strengths[2] > strengths[1]
    assert strengths[2] == pytest.approx(0.0, abs=1e-9)
    assert strengths[0] < np.log(10) / 2


def test_a_negative_prior_is_refused():
    with pytest.raises(ValueError, match="0 or more"):
        fit_bradley_terry(comparisons_of(2, [(0, 1, 1)]), prior_weight=-1)


def test_a_thousand_wins_in_a_row_still_converge():
    chain = [(i, i + 1, 1.0) for i in range(9)] * 1000
    strengths = fit(comparisons_of(10, chain), prior_weight=1.0)
    assert (np.diff(strengths) < 0).all()


def test_connection_may_go_through_a_third():
    assert is_connected(comparisons_of(3, [(0, 1, 1), (1, 2, 1)]))
    assert not is_connected(comparisons_of(4, [(0, 1, 1), (2, 3, 1)]))
    assert is_connected(comparisons_of(0, []))


def fit(comparisons, prior_weight=0.5):
    return fit_bradley_terry(comparisons, prior_weight=prior_weight).values
