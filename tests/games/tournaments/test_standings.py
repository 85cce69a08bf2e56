"""From matches to duels, a cross table, and strengths with limits."""

import math

import pytest

from games.tournaments.results import Cell, Duel, Played, cross_table, duels_of
from games.tournaments.schedule import Fixture
from games.tournaments.standings import standings


def against(place, leg, first, second, result):
    """result: of the first seat."""
    other = {"won": "lost", "lost": "won", "drawn": "drawn"}[result]
    fixture = Fixture(place, leg, (("red", first), ("yellow", second)))
    return Played(fixture, {"red": result, "yellow": other}, {"red": None, "yellow": None})


def alone(place, leg, entry, score):
    result = "won" if score else "lost"
    fixture = Fixture(place, leg, (("holder", None), ("guesser", entry)))
    return Played(
        fixture, {"holder": result, "guesser": result}, {"holder": score, "guesser": score}
    )


def test_a_match_of_two_is_a_duel():
    played = [against(0, 0, 0, 1, "won"), against(1, 0, 1, 0, "drawn")]
    assert duels_of(played) == [Duel(0, 1, 1.0, 0), Duel(1, 0, 0.5, 0)]


def test_over_one_item_the_sooner_wins_and_equals_tie():
    played = [alone(0, 0, 2, 80.0), alone(1, 0, 0, 40.0), alone(2, 0, 1, 0.0), alone(3, 1, 1, 0.0)]
    assert duels_of([*played, alone(4, 1, 0, 0.0)]) == [
        Duel(2, 0, 1.0, 0),
        Duel(2, 1, 1.0, 0),
        Duel(0, 1, 1.0, 0),
        Duel(1, 0, 0.5, 1),
    ]


def test_the_cross_table_holds_points_of_duels():
    duels = [Duel(0, 1, 1.0, 0), Duel(1, 0, 0.5, 0), Duel(0, 2, 0.0, 0)]
    empty = Cell(0.0, 0)
    assert cross_table(duels, 3) == [
        [empty, Cell(1.5, 2), Cell(0.0, 1)],
        [Cell(0.5, 2), empty, empty],
        [Cell(1.0, 1), empty, empty],
    ]


def test_three_of_four_duels_are_a_distance_by_hand():
    """With the one virtual tie of a pair that is 3.5 points of 5, odds of 7 to 3: 147.2 points."""
    duels = [Duel(0, 1, 1.0, leg) for leg in range(3)] + [Duel(0, 1, 0.0, 3)]
    first, second = standings(duels, 2)
    assert (first.entry, first.points, first.num_duels) == (0, 3.0, 4)
    assert first.rating - second.rating == pytest.approx(400 * math.log10(7 / 3))
    assert first.rating + second.rating == pytest.approx(2000)
    assert (first.rank_low, first.rank_high) == (1, 2)
    assert first.rating_low < first.rating < first.rating_high


def test_who_wins_nearly_always_is_surely_above():
    duels = [
        Duel(left, right, float(number % 10 > 0), number)
        for number in range(60)
        for left, right in ((0, 1), (1, 2), (0, 2))
    ]
    rows = standings(duels, 3)
    assert [(row.entry, row.rank_low, row.rank_high) for row in rows] == [
        (0, 1, 1),
        (1, 2, 2),
        (2, 3, 3),
    ]


def test_duels_over_one_deal_that_hang_together_make_limits_wider():
    together = [Duel(0, 1, float(leg % 2), leg) for leg in range(20) for _ in range(10)]
    apart = [Duel(0, 1, float(number % 2), number) for number in range(200)]
    wide, narrow = standings(together, 2)[0], standings(apart, 2)[0]
    assert wide.rating_high - wide.rating > 2 * (narrow.rating_high - narrow.rating)


def test_before_anybody_has_met_there_are_no_standings():
    assert standings([], 3) == []
