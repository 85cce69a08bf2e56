"""How many votes a move takes: worked by hand, and borne out by simulated attacks."""

from dataclasses import replace

import numpy as np
import pytest

from ranking.attack.drawing import draws_as_before
from ranking.attack.moves import move_to, moves_by, neighbours_by_effort
from ranking.attack.plans import Plan
from ranking.attack.simulation import ground_of
from ranking.attack.trials import run_trials
from tests.ranking.attack.boards import arena, counts_of, ladder


def test_of_two_contestants_the_missing_wins_are_needed():
    move = move_to(ground_of(counts_of([[0, 30], [10, 0]])), target=1, new_rank=1)
    assert move.target_votes == pytest.approx(20, abs=0.2)
    assert move.interactions == move.target_votes
    # 40 votes, p = 1/4: a win is worth 1 / (40 * 3/16) * 3/4 of a gap of log 3.
    assert move.target_votes_by_influence == pytest.approx(np.log(3) * 10, rel=1e-6)


def test_a_simulated_attack_takes_as_many_votes_as_foretold():
    ground = ground_of(ladder(8, num_each=2000, step=0.2))
    for target, rank in [(4, 3), (4, 2), (4, 6), (7, 5), (0, 3)]:
        foretold = move_to(ground, target, rank)
        plan = Plan(target=target, rank=rank, accuracy=1.0, refit_every=20)
        effort = run_trials(ground, plan, num_trials=5, seed=3).efforts[-1]
        assert effort.target_votes == pytest.approx(foretold.target_votes, rel=0.08)
        assert effort.interactions == pytest.approx(foretold.interactions, rel=0.1)


def test_the_real_board_moves_as_published_for_the_first_and_the_last():
    """Huang Y. et al.: chatgpt-4o-latest down to 2, 3: 557, 748 votes; llama-13b up to 126: 321."""
    models, ground = arena()
    first, last = models.index("chatgpt-4o-latest"), models.index("llama-13b")
    assert move_to(ground, first, 2).target_votes == pytest.approx(557, rel=0.2)
    assert move_to(ground, first, 3).target_votes == pytest.approx(748, rel=0.2)
    assert move_to(ground, last, 126).target_votes == pytest.approx(321, rel=0.25)


def test_moves_stay_on_the_board():
    moves = moves_by(ground_of(ladder(4)), 1, [1, 2, 5])
    assert [(move.rank, move.new_rank) for move in moves] == [(2, 1), (2, 3), (2, 4)]


def test_more_places_take_more_votes():
    ground = ground_of(ladder(6))
    votes = [move_to(ground, 5, rank).target_votes for rank in (5, 4, 3, 2, 1)]
    assert votes == sorted(votes)


def test_the_closest_neighbours_fall_first():
    counts = counts_of([[0, 60, 70], [40, 0, 51], [30, 49, 0]])
    first = neighbours_by_effort(ground_of(counts))[0]
    assert {first.target, first.rival} == {1, 2}


def test_a_target_that_is_drawn_seldom_takes_more_battles():
    counts = ladder(5)
    uniform = move_to(ground_of(counts), 3, 2)
    draws = draws_as_before(counts)
    draws[:3, 3] /= 4.0
    draws[3, 4] /= 4.0
    seldom = move_to(replace(ground_of(counts), draws=draws / draws.sum()), 3, 2)
    assert seldom.interactions > 2 * uniform.interactions


def test_a_move_to_where_one_stands_is_refused():
    with pytest.raises(ValueError, match="another rank"):
        move_to(ground_of(ladder(3)), 1, 2)
