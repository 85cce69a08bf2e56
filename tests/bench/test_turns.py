"""Sides take turns, and medians compare them."""

import pytest

from bench.engine.turns import Turns, take_turns


def test_sides_alternate_and_the_first_round_only_warms_up():
    calls = []

    def player(name, figures):
        def play(question):
            calls.append((name, question))
            return figures[question]

        return play

    ours, theirs = player("ours", [1, 20, 40, 30]), player("theirs", [100, 10, 10, 30])
    turns = take_turns(ours, theirs, range(4), pause=lambda seconds: None)
    assert calls[:4] == [("ours", 0), ("theirs", 0), ("ours", 1), ("theirs", 1)]
    assert turns == Turns((20, 40, 30), (10, 10, 30))


def test_there_is_a_pause_before_every_turn():
    pauses = []
    take_turns(float, float, [1, 2], pause=pauses.append)
    assert len(pauses) == 4


def test_the_ratio_is_of_medians_and_the_range_of_single_rounds():
    turns = Turns((20.0, 40.0, 30.0), (10.0, 10.0, 30.0))
    assert turns.ratio() == 3.0
    assert turns.range_of_ratios() == (1.0, 4.0)


def test_where_smaller_is_better_the_ratio_is_turned_over():
    seconds = Turns((2.0,), (20.0,))
    assert seconds.ratio(larger_is_better=False) == pytest.approx(10)
    assert seconds.range_of_ratios(larger_is_better=False) == (10.0, 10.0)
