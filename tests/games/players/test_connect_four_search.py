"""The search player of Connect Four: against chance, against threats, against solved positions."""

from random import Random

import pytest

from games.players.connect_four_search import OutOfNodes, connect_four_search, solved
from games.players.scripted import at_random
from games.rules import GAMES
from games.rules.base import Result
from games.rules.connect_four import RED, YELLOW, Position
from games.rules.connect_four_board import bit, open_cells, winning_cells
from tests.games.rules.playing import deal_of, play

CONNECT_FOUR = GAMES["connect-four"]
(STANDARD,) = CONNECT_FOUR.modes
QUICK = connect_four_search(num_nodes=300)

# Positions with their scores from Pons' test sets (blog.gamesolver.org, "Solving Connect 4"), whose
# discs are given by column; most of them 28 discs on and more.
SOLVED = {
    "2252576253462244111563365343671351441": -1,
    "7422341735647741166133573473242566": 1,
    "23163416124767223154467471272416755633": 0,
    "71255763773133525731261364622167124446454": 0,
    "65214673556155731566316327373221417": -1,
    "52677675164321472411331752454": 0,
    "3135151421347443544172316522225776773566": 0,
    "562154564361751726662253737734213275114": 0,
    "233377345754465174223731671122611552": 1,
    "6763525635134453444361412671365712": -1,
    "67152117737262713366376314254": 6,
    "2762751722231276466633475674533": 5,
    "3642756176227637211322113551637574556": 2,
    "427566236745127177115664464254": 2,
    "43745416472735": -13,
}


def position_after(columns: str) -> Position:
    seats = [(RED, YELLOW)[number % 2] for number in range(len(columns))]
    moves = [(seat, {"column": column}) for seat, column in zip(seats, columns, strict=True)]
    return play(CONNECT_FOUR, deal_of(STANDARD), *moves)[0]


def match_of(red, yellow, seed: int) -> Position:
    """A whole match; the seed says who begins, too."""
    rng, position = Random(seed), CONNECT_FOUR.start(deal_of(STANDARD, seed=seed))
    while CONNECT_FOUR.outcome(position) is None:
        seat = position.seat_to_move
        move = (red if seat == RED else yellow)(position, seat, rng)
        for fact in CONNECT_FOUR.apply(position, seat, move):
            position = CONNECT_FOUR.evolve(position, fact)
    return position


def positions_at_random(seed: int):
    """Every position of a match of two players that drop their discs anywhere."""
    anywhere = at_random(CONNECT_FOUR, ())
    last = match_of(anywhere, anywhere, seed)
    columns = "".join(str(column + 1) for column in last.columns)
    return [position_after(columns[:number]) for number in range(len(columns))]


def test_it_beats_chance_in_fifty_matches_of_fifty():
    anywhere = at_random(CONNECT_FOUR, ())
    for seed in range(50):
        searches = RED if seed % 4 < 2 else YELLOW  # begins in one half of either
        red, yellow = (QUICK, anywhere) if searches == RED else (anywhere, QUICK)
        outcome = CONNECT_FOUR.outcome(match_of(red, yellow, seed))
        assert outcome.results[searches] == Result.WON


def test_it_never_misses_a_win_and_always_blocks_one():
    num_wins = num_blocks = 0
    for seed in range(40):
        for position in positions_at_random(seed):
            own = position.discs_of(position.seat_to_move)
            cells = open_cells(position.taken)
            wins = cells & winning_cells(own, position.taken)
            threats = cells & winning_cells(own ^ position.taken, position.taken)
            if not wins and not threats:
                continue
            move = QUICK(position, position.seat_to_move, Random(seed))
            column = int(move["column"]) - 1
            cell = bit(column, position.columns.count(column))
            if wins:
                num_wins += 1
                assert cell & wins
            elif threats.bit_count() == 1:
                num_blocks += 1
                assert cell == threats
    assert num_wins > 40
    assert num_blocks > 40


@pytest.mark.parametrize(("columns", "score"), SOLVED.items())
def test_it_solves_positions_whose_scores_are_published(columns, score):
    assert solved(position_after(columns), num_nodes=20_000) == score


@pytest.mark.parametrize("columns", [columns for columns, score in SOLVED.items() if score > 0])
def test_it_wins_as_soon_as_a_won_position_can_be_won(columns):
    """A score of n is a win with the last but (n - 1)th of one's 21 discs."""
    position = position_after(columns)
    seat, rng = position.seat_to_move, Random(1)
    player = connect_four_search(num_nodes=3_000)
    while CONNECT_FOUR.outcome(position) is None:
        mover = position.seat_to_move
        for fact in CONNECT_FOUR.apply(position, mover, player(position, mover, rng)):
            position = CONNECT_FOUR.evolve(position, fact)
    assert position.winner == seat
    assert 22 - (len(position.columns) + 1) // 2 == SOLVED[columns]


def test_two_ends_open_are_made_before_it_is_too_late():
    """Three in the lowest row with both ends free cannot be stopped: 3 and 4 taken, it takes 2 or
    5."""
    position = position_after("3344")
    player = connect_four_search(num_nodes=3_000)
    assert {player(position, RED, Random(seed))["column"] for seed in range(8)} == {"2", "5"}


def test_the_same_rng_plays_the_same_and_ties_are_left_to_it():
    position = position_after("3344")
    first, again = (QUICK(position, RED, Random(5)) for _ in range(2))
    assert first == again


def test_a_budget_that_is_spent_says_so():
    with pytest.raises(OutOfNodes):
        solved(position_after("44"), num_nodes=50)
    with pytest.raises(ValueError, match="needs 7 nodes"):
        connect_four_search(num_nodes=3)
