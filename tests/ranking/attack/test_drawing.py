"""How an attack meets pairs: the arena's own draw, worked by hand and beside the arena itself."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arena.pairing import Candidate, Caps, Roster, pair_probabilities
from ranking.attack.drawing import ByLesson
from ranking.attack.moves import chance_of_meeting, move_to
from ranking.attack.simulation import ground_of
from ranking.refit import POINTS_PER_LOG_ODDS
from tests.ranking.attack.boards import ladder
from tests.ranking.stats.cases import unhurried


def test_three_alike_of_whom_one_has_met_nobody():
    """A vote on (1, 2), which met 7 times, teaches 1 / sqrt 8 - 1 / 3; one on the newcomer 3,
    1 - 1 / sqrt 2, and there are two such pairs."""
    met = np.array([[0, 7, 0], [7, 0, 0], [0, 0, 0]])
    chances = ByLesson(contestant_cap=1.0, pair_cap=1.0).chances(met, np.zeros(3))
    old, new = 1 / math.sqrt(8) - 1 / 3, 1 - 1 / math.sqrt(2)
    assert chances[0, 1] == pytest.approx(0.8 * old / (old + 2 * new) + 0.2 / 3)
    assert chances[0, 2] == pytest.approx((1 - chances[0, 1]) / 2)
    assert chances[np.tril_indices(3)].sum() == 0


@unhurried
@given(st.data())
def test_pairs_are_drawn_as_the_arena_draws_them(data):
    k = data.draw(st.integers(2, 7))
    strengths = np.array(data.draw(st.lists(st.floats(-4, 4), min_size=k, max_size=k)))
    caps = Caps(data.draw(st.floats(0.05, 1)), data.draw(st.floats(0.01, 1)))
    pairs = list(itertools.combinations(range(k), 2))
    num_met = {pair: data.draw(st.integers(0, 5000)) for pair in pairs}
    met = np.zeros((k, k))
    for pair, num in num_met.items():
        met[pair] = num
    candidates = [Candidate(i, 1.0, POINTS_PER_LOG_ODDS * x) for i, x in enumerate(strengths)]
    theirs = pair_probabilities(Roster(candidates, num_met, caps))
    ours = ByLesson(caps.contestant, caps.pair).chances(met, strengths)
    assert {pair: ours[pair] for pair in pairs} == pytest.approx(theirs)
    assert ours.sum() == pytest.approx(1)


def test_ties_of_the_prior_are_no_battles():
    counts = ladder(4, num_each=50)
    plain = ground_of(counts, draws=ByLesson())
    held = ground_of(counts, prior_weight=3.0, draws=ByLesson())
    np.testing.assert_allclose(
        held.chances(held.points, plain.strengths), plain.chances(plain.points, plain.strengths)
    )


def test_a_move_is_foretold_for_the_draw_of_the_first_board():
    ground = ground_of(ladder(6), draws=ByLesson())
    move = move_to(ground, 5, 4)
    assert move.interactions == pytest.approx(move.target_votes / chance_of_meeting(ground, 5))
    assert chance_of_meeting(ground, 5) < 2 / 6  # the last one has fewer near neighbours
