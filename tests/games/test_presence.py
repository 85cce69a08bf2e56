"""Rows of sockets become who is there, who went and how, and how long the other has to wait."""

import pytest

from games.attending.presence import (
    ENDED,
    OPEN,
    Absence,
    Departure,
    ended_row,
    open_row,
    presence_of,
)

NOW = 1_000_000.0


def socket(seat: str | None, ago: float = 1.0, lag: int = 40, *, is_hidden: bool = False) -> str:
    return open_row(seat, NOW - ago, lag, is_hidden=is_hidden)


def test_whoever_gave_a_sign_of_life_is_there_or_watches():
    rows = {OPEN + "a": socket("red"), OPEN + "b": socket(None), OPEN + "c": socket(None, ago=20)}
    presence = presence_of(rows, NOW, 0)
    assert (presence.here, presence.num_watching, presence.lag_ms) == ({"red"}, 1, {"red": 40})


def test_a_hidden_page_may_be_silent_for_longer():
    rows = {OPEN + "a": socket("red", ago=60, is_hidden=True), OPEN + "b": socket("yellow", ago=60)}
    presence = presence_of(rows, NOW, 0)
    assert (presence.here, set(presence.absent)) == ({"red"}, {"yellow"})


def test_a_closed_window_is_not_a_lost_line():
    rows = {
        ENDED + "red": ended_row(Departure.CLOSED, NOW - 3, 70),
        OPEN + "killed": socket("yellow", ago=30),
        ENDED + "yellow": ended_row(Departure.CLOSED, NOW - 99, 0),
    }
    assert presence_of(rows, NOW, 0).absent == {
        "red": Absence(Departure.CLOSED, NOW - 3, 70),
        "yellow": Absence(Departure.LOST, NOW - 30, 40),
    }


def test_a_second_tab_keeps_a_player_there():
    rows = {OPEN + "b": socket("red"), ENDED + "red": ended_row(Departure.CLOSED, NOW - 3, 0)}
    presence = presence_of(rows, NOW, 0)
    assert (presence.here, presence.absent) == ({"red"}, {})


def test_nobody_was_absent_while_the_site_was():
    rows = {OPEN + "a": socket("red", ago=300)}
    [absence] = presence_of(rows, NOW, NOW - 5).absent.values()
    assert absence.since == NOW - 5 + 20


@pytest.mark.parametrize(
    ("departure", "num_before", "seconds"),
    [
        (Departure.LOST, 0, 120),
        (Departure.CLOSED, 0, 30),
        (Departure.LOST, 1, 60),
        (Departure.CLOSED, 1, 15),
        (Departure.CLOSED, 2, 10),
        (Departure.LOST, 9, 10),
    ],
)
def test_who_left_before_is_waited_for_less(departure, num_before, seconds):
    absence = Absence(departure, NOW)
    assert absence.claimable_in(NOW, num_before) == seconds
    assert absence.claimable_in(NOW + seconds - 1, num_before) == 1
    assert absence.claimable_in(NOW + 500, num_before) == 0
