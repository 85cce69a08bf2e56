"""The test that may look after every vote: a martingale by hand, false alarms, and power."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.defence import sequential
from ranking.defence.reference import Reference, exact_reference
from ranking.defence.sequential import evidence, log_e_values
from ranking.defence.voters import Electorate, for_target, honest, uniform_pairs
from ranking.stats.comparisons import comparisons_of
from tests.ranking.stats.cases import unhurried

ALPHA = 0.005
LADDER = np.linspace(1.2, -1.2, 8)


def test_one_win_in_an_even_pair_weighs_what_it_should():
    # Ally 1 - m / 2, enemy m / 2 for m of MIXES: one half on average. So is an honest voter.
    assert log_e_values(np.zeros(1), np.ones(1), 0.4)[0] == pytest.approx(0.0, abs=1e-9)


def test_two_wins_in_even_pairs_by_hand():
    shares = [1 - m / 2 for m in sequential.MIXES] + [m / 2 for m in sequential.MIXES]
    partisan = sum(s**2 for s in shares) / 8
    nodes = sequential.NODES * 0.4
    weights = np.exp(-0.5 * sequential.NODES**2)
    honest_chance = (weights / weights.sum()) @ (1 / (1 + np.exp(-nodes))) ** 2

    path = log_e_values(np.zeros(2), np.ones(2), 0.4)

    assert math.exp(path[1]) == pytest.approx(partisan / honest_chance)


@unhurried
@given(st.lists(st.floats(-4, 4), min_size=1, max_size=6), st.floats(0.05, 1.0))
def test_the_evidence_of_an_honest_voter_is_one_on_average(gaps, spread):
    """E is a ratio of two laws of the same verdicts: summed over all sequences it gives 1."""
    gaps = np.array(gaps)
    nodes, weights = spread * sequential.NODES, np.exp(sequential.LOG_WEIGHTS)
    total = 0.0
    for number in range(2 ** len(gaps)):
        won = np.array([(number >> i) & 1 for i in range(len(gaps))], dtype=float)
        p = 1 / (1 + np.exp(-(gaps[:, None] + nodes)))
        chance = weights @ np.where(won[:, None] > 0, p, 1 - p).prod(axis=0)
        total += chance * math.exp(log_e_values(gaps, won, spread)[-1])
    assert total == pytest.approx(1.0)


def test_the_evidence_on_an_account_is_the_mean_over_its_targets():
    ballots = comparisons_of(3, [(0, 1, 1.0), (2, 0, 0.0), (1, 0, 0.0)])

    found = evidence(ballots, exact_reference(np.zeros(3)))

    assert found.log_e[-1] == pytest.approx(np.log(np.exp(found.by_target).mean()))
    assert found.target == 0
    assert found.favours.tolist() == [True, False, False]


def test_ties_say_nothing():
    won = comparisons_of(3, [(0, 1, 1.0), (0, 2, 1.0)])
    tied = comparisons_of(3, [(0, 1, 1.0), (0, 1, 0.5), (0, 2, 1.0), (1, 2, 0.5)])
    board = exact_reference(np.zeros(3))

    assert evidence(tied, board).by_target == pytest.approx(evidence(won, board).by_target)
    assert len(evidence(tied, board).log_e) == 4


def test_no_verdict_no_evidence():
    found = evidence(comparisons_of(3, []), exact_reference(np.zeros(3)))

    assert found.peak == 0.0
    assert found.crossed_after(ALPHA) is None


@pytest.mark.parametrize(
    ("taste", "tie_weight"), [(0.0, 0.0), (0.25, 0.5)], ids=["by the board", "with tastes and ties"]
)
def test_honest_voters_are_hardly_ever_flagged_at_any_look(taste, tie_weight):
    rng = np.random.default_rng(20241)
    who = Electorate(LADDER, taste=taste, tie_weight=tie_weight, tie_habit=0.8)

    flagged = [
        evidence(honest(who, uniform_pairs(8, 400, rng), rng), exact_reference(LADDER))
        for _ in range(400)
    ]

    num = sum(found.crossed_after(ALPHA) is not None for found in flagged)
    assert num / 400 < 0.01


@pytest.mark.parametrize(("wins", "target"), [(True, 4), (True, 7), (False, 0), (False, 3)])
def test_an_ally_or_enemy_is_found_within_fifty_battles_with_its_target(wins, target):
    rng = np.random.default_rng(7)
    who = Electorate(LADDER, taste=0.25, tie_weight=0.5)
    needed = []
    for _ in range(20):
        pairs = uniform_pairs(8, 400, rng)
        ballots = for_target(honest(who, pairs, rng), target, rng, wins=wins)
        found = evidence(ballots, exact_reference(LADDER))
        after = found.crossed_after(ALPHA)
        assert after is not None
        assert (found.target, bool(found.favours[target])) == (target, wins)
        needed.append(int((pairs[:after] == target).any(axis=1).sum()))
    assert np.median(needed) < 50


def test_an_ally_who_is_honest_half_of_the_time_needs_longer():
    rng = np.random.default_rng(8)
    pairs = uniform_pairs(8, 3000, rng)
    base = honest(Electorate(LADDER), pairs, rng)
    always = evidence(for_target(base, 7, rng), exact_reference(LADDER)).crossed_after(ALPHA)
    mixed = evidence(
        for_target(base, 7, rng, honest_share=0.5), exact_reference(LADDER)
    ).crossed_after(ALPHA)

    assert always < mixed < 3000


def test_what_the_board_is_unsure_of_counts_for_the_voter():
    ballots = comparisons_of(3, [(0, 1, 1.0), (0, 2, 1.0)] * 15)
    sure = exact_reference(np.zeros(3))
    unsure = Reference(np.zeros(3), np.eye(3) - 1 / 3)

    assert evidence(ballots, unsure).peak < evidence(ballots, sure).peak
