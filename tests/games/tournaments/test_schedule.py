"""The schedule: a seed becomes fixtures; each pair in both roles over the same deals."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from games.tournaments.schedule import ImpossibleSchedule, schedule

SEATS = ("holder", "guesser")


def of(num_entries, num_legs, alone=None, seed=1):
    return schedule(num_entries=num_entries, num_legs=num_legs, seats=SEATS, alone=alone, seed=seed)


def test_two_entries_meet_twice_a_leg_with_the_seats_swapped():
    fixtures = of(2, 3)
    assert [one.leg for one in fixtures] == [0, 0, 1, 1, 2, 2]
    for leg in range(3):
        there, back = (one.entries for one in fixtures if one.leg == leg)
        assert {there, back} == {(0, 1), (1, 0)}


def test_where_models_play_with_a_program_each_has_every_deal_once():
    fixtures = of(3, 2, alone="guesser")
    assert all(dict(one.chairs)["holder"] is None for one in fixtures)
    counts = Counter((one.leg, one.entries) for one in fixtures)
    assert counts == {(leg, (entry,)): 1 for leg in range(2) for entry in range(3)}


@given(st.integers(2, 7), st.integers(1, 4), st.integers(0, 99))
def test_every_pair_meets_in_both_roles_in_every_leg(num_entries, num_legs, seed):
    fixtures = of(num_entries, num_legs, seed=seed)
    assert [one.place for one in fixtures] == list(range(len(fixtures)))
    assert len(fixtures) == num_entries * (num_entries - 1) * num_legs
    assert set(Counter((one.leg, one.entries) for one in fixtures).values()) == {1}
    assert [one.leg for one in fixtures] == sorted(one.leg for one in fixtures)


def test_the_same_seed_is_the_same_schedule_and_another_is_another():
    assert of(4, 3, seed=7) == of(4, 3, seed=7)
    assert of(4, 3, seed=7) != of(4, 3, seed=8)


def test_more_legs_leave_the_first_ones_as_they_were():
    assert of(4, 5)[: len(of(4, 3))] == of(4, 3)


@pytest.mark.parametrize(
    ("num_entries", "num_legs", "words"),
    [(1, 3, "two contestants"), (3, 0, "one leg"), (60, 60, "fewer legs")],
)
def test_what_cannot_be_a_schedule_is_refused_in_words(num_entries, num_legs, words):
    with pytest.raises(ImpossibleSchedule, match=words):
        of(num_entries, num_legs)
