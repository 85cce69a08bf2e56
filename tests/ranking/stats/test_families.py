"""Families of models: hand-worked and published examples, the real votes, and symmetries."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.stats.bradley_terry import fit_bradley_terry
from ranking.stats.counts import PairCounts, add_up
from ranking.stats.families import (
    Family,
    OrderedTies,
    Outcomes,
    OwnTies,
    Penalties,
    ScalarTies,
    fit,
    predict,
)
from tests.ranking.stats import arena_votes
from tests.ranking.stats.cases import some_counts, unhurried

BRADLEY_TERRY = Family(Outcomes.BRADLEY_TERRY)
DAVIDSON = Family(Outcomes.DAVIDSON)
RAO_KUPPER = Family(Outcomes.RAO_KUPPER)
PUDDINGS = """
    1 2 19 22 16   1 3 16 19 12   2 3 19 19 10   1 4 18 23 13   2 4 23 19  9
    3 4 19 20 15   1 5 13 19 18   2 5 16 20 12   3 5 16 15 17   4 5 17 14 16
    1 6 18 21 12   2 6 22 20 12   3 6 13 18 10   4 6 14 19 18   5 6 11 21 12
"""  # first brand, second brand, how often the first, the second, neither was preferred


@pytest.fixture(scope="module")
def votes():
    return arena_votes.counts()


def two(won, lost, tied):
    return PairCounts(2, np.array([[0, 1]]), *np.array([[won], [lost], [tied], [0]]) * 1.0)


def puddings():
    rows = np.array(PUDDINGS.split(), dtype=np.float64).reshape(-1, 5)
    return add_up(6, rows[:, :2].astype(np.int64) - 1, *rows[:, 2:].T, np.zeros(15))


def test_davidsons_puddings():
    """Davidson (1970), Journal of the American Statistical Association 65, pages 317 to 328.

    Worths and the tie parameter after seven rounds of his iteration, as reprinted in the vignette
    of the R package PlackettLuce.
    """
    fitted = fit(puddings(), DAVIDSON)
    worths = np.exp(fitted.strengths)
    published = [0.1388005, 0.1729985, 0.1617420, 0.1653930, 0.1586805, 0.2023855]
    assert worths / worths.sum() == pytest.approx(published, abs=2.5e-5)
    assert np.exp(fitted.parameters.shared) == pytest.approx([0.7468147], abs=2e-5)


@unhurried
@given(won=st.integers(1, 99), lost=st.integers(1, 99), tied=st.integers(1, 99))
def test_two_contestants_are_fitted_exactly(won, lost, tied):
    """Davidson: z = ln(won / lost), v = ln(tied / sqrt(won lost)).

    Rao and Kupper: with a = logit of the share won and b = logit of the share lost,
    z = (a - b) / 2 and h = -(a + b) / 2.
    """
    n = won + lost + tied
    counts = two(won, lost, tied)
    davidson, rao_kupper = fit(counts, DAVIDSON), fit(counts, RAO_KUPPER)
    a, b = np.log(won / (n - won)), np.log(lost / (n - lost))
    assert np.diff(davidson.strengths) == pytest.approx([np.log(lost / won)], abs=1e-6)
    assert davidson.parameters.shared == pytest.approx(
        [np.log(tied / np.sqrt(won * lost))], abs=1e-6
    )
    assert np.diff(rao_kupper.strengths) == pytest.approx([(b - a) / 2], abs=1e-5)
    assert np.exp(rao_kupper.parameters.shared) == pytest.approx([-(a + b) / 2], rel=1e-5)
    for fitted in (davidson, rao_kupper):
        shares = [[won / n, lost / n, tied / n]]
        assert predict(fitted, counts.pairs) == pytest.approx(np.array(shares), abs=1e-6)


@unhurried
@given(some_counts())
def test_bradley_terry_is_the_same_by_either_door(counts):
    by_rows = fit_bradley_terry(counts.as_comparisons())
    by_counts = fit(counts, BRADLEY_TERRY)
    assert by_counts.strengths == pytest.approx(by_rows.values, abs=1e-6)
    assert by_counts.mean_loss == pytest.approx(by_rows.mean_loss, abs=1e-10)


def test_the_published_losses_and_strengths_on_the_votes_of_chatbot_arena(votes):
    """leaderbot's, which is right where it has one tie strength and no covariance."""
    davidson, rao_kupper = fit(votes, DAVIDSON), fit(votes, RAO_KUPPER)
    assert fit(votes, BRADLEY_TERRY).mean_loss == pytest.approx(0.6554111075, abs=1e-10)
    assert rao_kupper.mean_loss == pytest.approx(1.009483, abs=1e-6)
    assert davidson.mean_loss == pytest.approx(1.010007, abs=1e-6)
    assert np.exp(rao_kupper.parameters.shared) == pytest.approx([0.44999], abs=1e-5)
    assert davidson.parameters.shared == pytest.approx([-0.60221], abs=1e-5)
    assert best(davidson, 8) == pytest.approx(
        [1.8620, 1.6935, 1.5573, 1.4894, 1.4350, 1.3933, 1.3816, 1.3696], abs=1e-4
    )
    assert best(rao_kupper, 8) == pytest.approx(
        [1.5100, 1.3828, 1.2717, 1.2175, 1.1809, 1.1455, 1.1339, 1.1257], abs=1e-4
    )
    assert rao_kupper.aic == pytest.approx(2_776_329, abs=1)
    assert davidson.aic == pytest.approx(2_777_770, abs=1)


@pytest.mark.parametrize(
    ("family", "attained", "num_parameters"),
    [
        (Family(Outcomes.BRADLEY_TERRY, covariance=0), 0.655207, 258),
        (Family(Outcomes.BRADLEY_TERRY, covariance=1), 0.655100, 387),
        (Family(Outcomes.RAO_KUPPER, covariance=0), 1.009227, 259),
        (Family(Outcomes.DAVIDSON, covariance=0), 1.009759, 259),
        (Family(Outcomes.DAVIDSON, OrderedTies()), 1.007656, 258),
        (Family(Outcomes.DAVIDSON, OrderedTies(intercept=True)), 1.007288, 259),
        (Family(Outcomes.RAO_KUPPER, OrderedTies(intercept=True)), 1.007150, 259),
        (Family(Outcomes.DAVIDSON, OwnTies()), 1.007209, 258),
        (Family(Outcomes.RAO_KUPPER, OwnTies()), 1.006987, 258),
        (Family(Outcomes.DAVIDSON, OrderedTies(), covariance=0), 1.007443, 387),
        (Family(Outcomes.DAVIDSON, OrderedTies(), covariance=1), 1.007270, 516),
        (Family(Outcomes.RAO_KUPPER_LINEAR, OrderedTies()), 1.010566, 258),
        (Family(Outcomes.RAO_KUPPER_LINEAR, OrderedTies(), covariance=0), 1.010313, 387),
        (Family(Outcomes.DAVIDSON, OrderedTies(rank=10)), 1.005606, 1419),
        (Family(Outcomes.RAO_KUPPER, OwnTies(rank=4), covariance=0), 1.0056, 903),
    ],
)
def test_each_family_reaches_what_is_known_to_be_attainable(
    votes, family, attained, num_parameters
):
    fitted = fit(votes, family, tolerance=1e-10)
    assert fitted.mean_loss <= attained + 5e-7  # of the digits printed
    assert fitted.num_parameters == num_parameters


@unhurried
@given(some_counts(), st.sampled_from([DAVIDSON, RAO_KUPPER, BRADLEY_TERRY]))
def test_turning_every_verdict_round_mirrors_the_strengths(counts, family):
    turned = dataclasses.replace(counts, first_won=counts.second_won, second_won=counts.first_won)
    ours, mirrored = fit(counts, family), fit(turned, family)
    assert mirrored.strengths == pytest.approx(-ours.strengths, abs=1e-5)
    assert mirrored.parameters.shared == pytest.approx(ours.parameters.shared, abs=1e-5)


@unhurried
@given(some_counts(least=3), st.randoms(use_true_random=False), st.sampled_from(list(Outcomes)))
def test_the_order_of_contestants_does_not_matter(counts, random, outcomes):
    ties = ScalarTies() if outcomes is Outcomes.BRADLEY_TERRY else OwnTies()
    names = np.array(random.sample(range(counts.num_contestants), counts.num_contestants))
    ours, theirs = (
        fit(counts, Family(outcomes, ties)),
        fit(renamed(counts, names), Family(outcomes, ties)),
    )
    assert theirs.strengths[names] == pytest.approx(ours.strengths, abs=1e-5)
    assert theirs.mean_loss == pytest.approx(ours.mean_loss, abs=1e-9)


def test_nor_does_it_where_factors_are_learned_but_that_of_cosines_does(votes):
    names = np.random.default_rng(3).permutation(votes.num_contestants)
    other = renamed(votes, names)
    learned = Family(Outcomes.DAVIDSON, OwnTies(rank=1), covariance=0)
    ours, theirs = fit(votes, learned), fit(other, learned)
    assert theirs.mean_loss == pytest.approx(ours.mean_loss, abs=1e-9)
    assert theirs.strengths[names] == pytest.approx(ours.strengths, abs=1e-4)
    cosines = Family(Outcomes.DAVIDSON, OrderedTies())
    assert abs(fit(other, cosines).mean_loss - fit(votes, cosines).mean_loss) > 1e-4


@unhurried
@given(some_counts(), st.integers(2, 9))
def test_more_of_the_same_changes_nothing(counts, times):
    more = add_up(
        counts.num_contestants,
        counts.pairs,
        *(times * c for c in (counts.first_won, counts.second_won, counts.tied, counts.both_bad)),
    )
    family = Family(Outcomes.DAVIDSON, OwnTies())
    assert fit(more, DAVIDSON).strengths == pytest.approx(fit(counts, DAVIDSON).strengths, abs=1e-5)
    assert fit(more, family).mean_loss == pytest.approx(fit(counts, family).mean_loss, abs=1e-9)


@unhurried
@given(some_counts(least=3), st.tuples(*[st.integers(1, 20)] * 3))
def test_a_newcomer_who_met_one_changes_nothing_between_the_others(counts, met):
    """Its own strength and its own tie strength explain its one record exactly."""
    k = counts.num_contestants
    joined = PairCounts(
        k + 1,
        np.vstack([counts.pairs, [[0, k]]]),
        *(
            np.append(column, number)
            for column, number in zip(
                (counts.first_won, counts.second_won, counts.tied, counts.both_bad),
                (*met, 0),
                strict=True,
            )
        ),
    )
    for outcomes in (Outcomes.DAVIDSON, Outcomes.RAO_KUPPER):
        before, after = (fit(c, Family(outcomes, OwnTies())) for c in (counts, joined))
        others = after.strengths[:k] - after.strengths[:k].mean()
        assert others == pytest.approx(before.strengths, abs=1e-4)
        shares = np.array(met) / sum(met)
        assert predict(after, np.array([[0, k]]))[0] == pytest.approx(shares, abs=1e-5)


@unhurried
@given(some_counts(), st.sampled_from(list(Outcomes)))
def test_chances_add_up_and_turn_round_with_the_pair(counts, outcomes):
    fitted = fit(counts, Family(outcomes))
    chances, turned = predict(fitted, counts.pairs), predict(fitted, counts.pairs[:, ::-1])
    assert chances.sum(axis=1) == pytest.approx(1.0)
    assert turned[:, [1, 0, 2]] == pytest.approx(chances)


def test_the_covariance_is_centred_and_of_trace_1(votes):
    fitted = fit(votes, Family(Outcomes.DAVIDSON, covariance=1), tolerance=1e-9)
    assert np.trace(fitted.covariance) == pytest.approx(1.0)
    assert fitted.covariance.sum(axis=0) == pytest.approx(np.zeros(129), abs=1e-12)
    assert np.linalg.eigvalsh(fitted.covariance).min() > -1e-12
    assert fitted.strengths.mean() == pytest.approx(0.0, abs=1e-12)
    assert fit(votes, DAVIDSON).covariance is None


def test_a_penalty_pulls_and_a_large_one_leaves_the_smaller_family(votes):
    plain = fit(votes, Family(Outcomes.DAVIDSON))
    heavy = Penalties(ties=1e9, factors=1e9, spread=1e9, loadings=1e9)
    rich = Family(Outcomes.DAVIDSON, OwnTies(rank=1), covariance=0)
    held = fit(votes, rich, penalties=heavy)
    assert held.mean_loss == pytest.approx(plain.mean_loss, abs=1e-6)
    light = fit(votes, rich, penalties=Penalties(ties=1, factors=1, spread=1))
    assert fit(votes, rich).mean_loss < light.mean_loss < held.mean_loss


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda: Family(Outcomes.BRADLEY_TERRY, OwnTies()), "leave `ties` out"),
        (lambda: Family(covariance=-1), "0 or more"),
        (lambda: OwnTies(rank=-1), "0 or more"),
        (lambda: OrderedTies(rank=0), "ScalarTies"),
        (lambda: Penalties(factors=-1), "penalty on factors"),
        (lambda: Family("elo"), "elo"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(make, complaint):
    with pytest.raises(ValueError, match=complaint):
        make()


def best(fitted, number):
    return np.sort(fitted.strengths)[::-1][:number]


def renamed(counts, names):
    """The same comparisons, contestant i now in place names[i]."""
    columns = (counts.first_won, counts.second_won, counts.tied, counts.both_bad)
    return add_up(counts.num_contestants, names[counts.pairs], *columns)
