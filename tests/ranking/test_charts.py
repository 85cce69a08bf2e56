"""The geometry of charts: numbers in, places on a drawing out."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.charts.distance_layout import distance_layout
from ranking.charts.frontier import frontier
from ranking.charts.heat import NUM_STEPS, heats, step_of
from ranking.charts.lines import band, chosen_evenly, date_ticks, polyline, spread
from ranking.charts.matrix import both_bad_rates, numbers_met, tie_rates, win_rates
from ranking.charts.names import CHARACTER_WIDTH, place_names
from ranking.charts.scale import Scale, round_step, scale_for
from ranking.stats.counts import PairCounts
from tests.ranking.stats.cases import unhurried

COUNTS = PairCounts(  # 0 and 1 met ten times, 1 and 2 four times, 0 and 2 never
    3,
    np.array([[0, 1], [1, 2]]),
    np.array([6.0, 1.0]),
    np.array([1.0, 1.0]),
    np.array([2.0, 0.0]),
    np.array([1.0, 2.0]),
)


def test_a_scale_puts_its_ends_where_they_belong_and_keeps_the_rest_inside():
    scale = Scale(0, 10, 100, 0)
    assert [scale.place(value) for value in (0, 5, 10, 99)] == [100, 50, 0, 0]


def test_ticks_are_round_and_written_as_people_read_them():
    assert [t.label for t in Scale(980, 1230, 0, 1).ticks()] == [
        "1,000",
        "1,050",
        "1,100",
        "1,150",
        "1,200",
    ]
    assert [t.label for t in Scale(-0.1, 0.35, 0, 1).ticks(4)] == ["0.0", "0.2"]


@pytest.mark.parametrize(("least", "step"), [(0.7, 1), (1.0, 1), (1.1, 2), (3, 5), (60, 100)])
def test_steps_are_one_two_or_five(least, step):
    assert round_step(least) == step


def test_one_value_alone_has_a_scale_too():
    assert scale_for([5.0], 0, 10).place(5.0) == 5


def test_lines_and_bands_are_written_as_svg_wants_them():
    assert polyline([(0, 1.5), (2, 3)]) == "0,1.5 2,3"
    assert band([0, 1], [10, 11], [5, 6]) == "0,5 1,6 1,11 0,10"


def test_days_are_spread_evenly_with_both_ends():
    scale = Scale(date(2026, 1, 1).toordinal(), date(2026, 1, 9).toordinal(), 0, 8)
    ticks = date_ticks(date(2026, 1, 1), date(2026, 1, 9), scale)
    assert [(tick.place, tick.label[-2:]) for tick in ticks] == [
        (0, "01"),
        (2, "03"),
        (4, "05"),
        (6, "07"),
        (8, "09"),
    ]
    assert len(date_ticks(date(2026, 1, 1), date(2026, 1, 1), scale)) == 1


@unhurried
@given(st.lists(st.floats(0, 100), max_size=12))
def test_names_keep_apart_in_their_order_and_inside(places):
    moved = spread(places, 18, 0, 100)
    gap = min(18, 100 / max(len(places) - 1, 1))
    order = np.argsort(places, kind="stable")
    assert all(0 <= place <= 100 for place in moved)
    assert (np.diff(np.array(moved)[order]) >= gap - 0.11).all()


def test_of_many_the_first_and_the_last_are_among_the_chosen():
    assert chosen_evenly(list(range(100)), 4) == [0, 33, 66, 99]
    assert chosen_evenly([1, 2], 4) == [1, 2]


def test_heat_is_one_path_a_step_and_holes_stay_open():
    assert [step_of(v, 0, 1) for v in (0, 0.5, 1, 2)] == [0, NUM_STEPS // 2, NUM_STEPS - 1, 8]
    found = heats([[None, 0.0], [1.0, None]], 0, 1)
    assert [heat.step for heat in found] == [0, 8]
    assert found[0].path == "M20 0h19v19h-19z"


def test_rates_of_pairs_worked_by_hand():
    wins = win_rates(COUNTS).values
    assert (wins[0, 1], wins[1, 0]) == (pytest.approx(0.75), pytest.approx(0.25))
    assert np.isnan(wins[0, 2])
    assert np.isnan(wins[0, 0])
    assert numbers_met(COUNTS).values[1, 2] == 4
    assert tie_rates(COUNTS).values[1, 0] == pytest.approx(0.2)
    assert both_bad_rates(COUNTS).values[1, 2] == pytest.approx(0.5)


def test_nobody_on_the_frontier_is_beaten_on_both():
    assert frontier([1, 2, 3, 4], [10, 30, 20, 40]) == [0, 1, 3]
    assert frontier([1, 1], [10, 30]) == [1]
    assert frontier([], []) == []


def test_names_lie_on_no_dot_and_on_no_other_name():
    dots = [(50.0, 50.0), (60.0, 50.0), (200.0, 50.0)]
    first, second, third = place_names(dots, ["one", "two", "three"], left=0, right=300)
    assert first.anchor == "end"
    assert (second.x, second.anchor) == (69, "start")
    assert third.anchor == "start"
    crowd = [(x, 50.0) for x in range(0, 100, 8)]
    placed = place_names(crowd, ["a name of some length"] * len(crowd), left=0, right=100)
    assert None in placed
    assert place_names([(99, 5)], ["x" * 20], left=0, right=20 * CHARACTER_WIDTH - 1) == [None]


def test_the_map_leaves_out_whoever_was_never_compared():
    counts = PairCounts(
        4,
        np.array([[0, 1], [1, 3]]),
        np.array([60.0, 70.0]),
        np.array([40.0, 30.0]),
        np.zeros(2),
        np.zeros(2),
    )
    layout = distance_layout(counts)
    assert layout.places.tolist() == [0, 1, 3]
    assert layout.points.shape == (3, 2)
    assert layout.points[0, 0] > layout.points[1, 0] > layout.points[2, 0]
    assert sorted(layout.order) == [0, 1, 2]
    assert layout.stress < 0.2
