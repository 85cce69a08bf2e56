"""Clocks of people: the worked example of the quota, what stays true of any quota, late moves."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from games.clocks import MOVE_SECONDS, Quota, Tempo, gain_of, is_late, tempo_of

DUE = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def test_a_match_of_three_minutes_gains_87_hundredths_a_move():
    """An estimate of 180 s: g = 87, the quota begins at 261 and never holds more than 609. A move
    with a lag of half a second is forgiven 50 and leaves 298."""
    quota = Quota.at_first(gain_of(180))
    assert (quota.gain, quota.left) == (87, 261)
    forgiven, quota = quota.spend(50)
    assert (forgiven, quota.left) == (50, 298)
    for _move in range(20):
        _forgiven, quota = quota.spend(0)
    assert quota.left == 609


@pytest.mark.parametrize(
    ("seconds", "gain"), [(0, 15), (100, 55), (212, 99), (213, 100), (9e9, 100)]
)
def test_the_gain_grows_with_the_match_to_a_second(seconds, gain):
    assert gain_of(seconds) == gain


@given(gain=st.integers(15, 100), lags=st.lists(st.integers(-100, 10_000), max_size=60))
def test_nobody_is_forgiven_more_than_the_quota_gave(gain, lags):
    quota, total = Quota.at_first(gain), 0
    for lag in lags:
        forgiven, quota = quota.spend(lag)
        total += forgiven
        assert 0 <= forgiven <= max(lag, 0)
        assert 0 <= quota.left <= 7 * gain
    assert total <= (3 + len(lags)) * gain


@pytest.mark.parametrize(
    ("seconds", "forgiven", "late"),
    [(0, 0, False), (0.4, 50, False), (0.5, 50, False), (0.6, 50, True)],
)
def test_a_move_is_late_when_more_than_its_lag_is_missing(seconds, forgiven, late):
    assert is_late(DUE, DUE + timedelta(seconds=seconds), forgiven) is late


def test_time_is_up_for_sure_when_even_the_whole_quota_would_not_do():
    assert not is_late(DUE, DUE + timedelta(seconds=2.6), 261)
    assert is_late(DUE, DUE + timedelta(seconds=2.7), 261)


def test_a_tempo_is_known_by_its_seconds():
    assert [tempo_of(seconds) for seconds in (0, 60, 20)] == list(Tempo)
    assert set(MOVE_SECONDS) == set(Tempo)
