"""Score test, the paper's two tests and FastChat's: by hand, and on simulated voters."""

import math

import numpy as np
import pytest

from ranking.defence.likelihood import (
    benign_test,
    mean_rank_change,
    outcome_chances,
    perturbed,
    perturbed_board_test,
)
from ranking.defence.outliers import flagged_after
from ranking.defence.score_test import score_test
from ranking.defence.voters import (
    Electorate,
    coin_flipper,
    for_target,
    honest,
    uniform_pairs,
)
from ranking.stats.bradley_terry import expected_shares
from ranking.stats.comparisons import comparisons_of

STRENGTHS = np.linspace(1.5, -1.5, 20)


def rng(seed=1):
    return np.random.default_rng(seed)


def test_the_score_by_hand():
    ballots = comparisons_of(3, [(0, 1, 1.0), (2, 0, 0.0), (0, 1, 0.5), (1, 2, 0.5)])

    found = score_test(ballots, np.zeros(3))

    assert found.z == pytest.approx(
        [1.0 / math.sqrt(0.75), -0.5 / math.sqrt(0.75), -0.5 / math.sqrt(0.5)]
    )
    assert found.num.tolist() == [3, 3, 2]
    assert found.target == 0
    assert found.p_value == pytest.approx(3 * math.erfc(found.z[0] / math.sqrt(2)))


def test_a_board_follower_with_a_target_is_found_by_the_score_and_not_by_likelihood():
    """Table of specs: test 1 has no power against whoever follows the board elsewhere."""
    who = Electorate(STRENGTHS)
    by_score = by_likelihood = 0
    random = rng(3)
    for _ in range(20):
        ballots = for_target(honest(who, uniform_pairs(20, 400, random), random), 10, random)
        by_score += score_test(ballots, STRENGTHS).p_value < 0.01
        by_likelihood += benign_test(ballots, STRENGTHS, random, num_simulated=200).p_value < 0.01

    assert by_score >= 19
    assert by_likelihood <= 5


def test_a_coin_flipper_is_found_by_likelihood():
    found = [
        benign_test(coin_flipper(20, uniform_pairs(20, 300, rng(s)), rng(s)), STRENGTHS, rng(s))
        for s in range(10)
    ]

    assert all(tested.p_value < 0.01 for tested in found)


def test_likelihood_tests_flag_one_honest_voter_in_a_hundred():
    random = rng(5)
    p_values = []
    for _ in range(300):
        ballots = honest(
            Electorate(STRENGTHS, tie_weight=0.5), uniform_pairs(20, 40, random), random
        )
        tested = benign_test(ballots, STRENGTHS, random, tie_weight=0.5, num_simulated=199)
        p_values.append(tested.p_value)

    assert np.mean(np.array(p_values) <= 0.05) == pytest.approx(0.05, abs=0.04)


def test_whoever_votes_by_the_numbers_shown_is_found_by_their_noise():
    random = rng(6)
    shown = perturbed(STRENGTHS, 0.5, random)
    pairs = uniform_pairs(20, 300, random)
    copying = honest(Electorate(shown), pairs, random)
    judging = honest(Electorate(STRENGTHS), pairs, random)

    assert perturbed_board_test(copying, STRENGTHS, shown, random).p_value < 0.01
    assert perturbed_board_test(judging, STRENGTHS, shown, random).p_value > 0.05


def test_noise_moves_ranks():
    assert mean_rank_change(STRENGTHS, STRENGTHS) == 0
    assert mean_rank_change(STRENGTHS, STRENGTHS[::-1]) == 10
    assert mean_rank_change(STRENGTHS, perturbed(STRENGTHS, 1.0, rng())) > 1


def test_chances_are_davidsons():
    chances = outcome_chances(np.array([[0, 1]]), np.array([math.log(4), 0.0]), tie_weight=1.0)

    assert chances[0] == pytest.approx([2 / 3.5, 1 / 3.5, 0.5 / 3.5])


def test_fastchats_test_by_hand():
    shares = np.full((2, 2), 0.5)
    # A loss of the first against an even history: p_up 0.5, so the product stays at 1; a win: 1/2.
    assert flagged_after(comparisons_of(2, [(0, 1, 0.0)] * 50), shares) is None
    # Against a history of nine wins in ten: p_up 0.1, five for each loss; two are 25 > 20.
    shares[0, 1] = 0.9
    assert flagged_after(comparisons_of(2, [(0, 1, 0.0)] * 5), shares) == 2
    assert flagged_after(comparisons_of(2, [(1, 0, 1.0)] * 5), shares) == 2
    assert flagged_after(comparisons_of(2, [(0, 1, 0.0)] * 4), shares) is None


def test_fastchats_test_does_not_see_an_ally_in_the_middle_of_the_order():
    random = rng(9)
    full = np.array([(i, j) for i in range(20) for j in range(20) if i != j])
    shares = np.eye(20)
    shares[full[:, 0], full[:, 1]] = expected_shares(
        comparisons_of(20, [(i, j, 0.5) for i, j in full]), STRENGTHS
    )
    num = 0
    for _ in range(20):
        ballots = for_target(
            honest(Electorate(STRENGTHS), uniform_pairs(20, 400, random), random), 10, random
        )
        num += flagged_after(ballots, shares) is not None

    assert num <= 10
