"""The axis that all rows share."""

from hypothesis import given
from hypothesis import strategies as st

from ranking.charts.axis import MOST_TICKS, axis_for
from tests.ranking.stats.cases import unhurried

POINTS = st.floats(0, 3000)
LIMITS = st.tuples(POINTS, st.floats(0, 1000)).map(lambda r: (r[0], r[0] - r[1], r[0] + r[1]))


def percent(x: str) -> float:
    return float(x.removesuffix("%"))


def test_an_interval_in_the_middle_is_drawn_in_the_middle():
    whisker = axis_for([(1000, 900, 1100)]).whisker(1000, 950, 1050)
    assert (whisker.low, whisker.dot, whisker.high) == ("26.00%", "50.00%", "74.00%")


def test_a_very_wide_interval_is_cut_and_leaves_room_for_the_others():
    axis = axis_for([(1000, 300, 1700), (1100, 1090, 1110)])
    wide = axis.whisker(1000, 300, 1700)
    assert wide.low_is_cut
    assert wide.high_is_cut
    assert (axis.start, axis.end) == (750, 1350)


def test_no_rows_still_make_an_axis():
    assert [tick.value for tick in axis_for([]).ticks()] == [960, 980, 1000, 1020, 1040]


@unhurried
@given(st.lists(LIMITS, min_size=1, max_size=9))
def test_everything_is_drawn_inside_and_in_order(rows):
    axis = axis_for(rows)
    for rating, low, high in rows:
        whisker = axis.whisker(rating, low, high)
        assert 0 <= percent(whisker.low) <= percent(whisker.dot) <= percent(whisker.high) <= 100
    ticks = axis.ticks()
    assert len(ticks) <= MOST_TICKS + 1
    assert all(axis.start <= tick.value <= axis.end for tick in ticks)
