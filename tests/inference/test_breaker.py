"""The circuit breaker as a value, under any history of successes and failures."""

from hypothesis import given
from hypothesis import strategies as st

from inference.breaker import (
    FAILURES_TO_OPEN,
    LONGEST_OPEN_SECONDS,
    Breaker,
    Phase,
    after_failure,
    after_nothing,
    after_success,
    open_seconds,
    phase,
    with_trial,
)
from tests.inference.moments import NOON, after_noon


def failed(times: int, every_seconds: float = 1.0) -> Breaker:
    breaker = Breaker()
    for index in range(times):
        began = after_noon(index * every_seconds)
        ended = after_noon((index + 0.5) * every_seconds)
        breaker = after_failure(breaker, started_at=began, now=ended)
    return breaker


def test_two_failures_leave_it_closed_and_the_third_opens_it_for_half_a_minute():
    assert phase(failed(2), after_noon(2)) is Phase.CLOSED
    breaker = failed(3)
    assert breaker.opened_until == after_noon(2.5 + 30)
    assert phase(breaker, after_noon(32)) is Phase.OPEN
    assert phase(breaker, after_noon(33)) is Phase.HALF_OPEN


def test_each_failed_trial_doubles_the_wait_up_to_ten_minutes():
    assert [open_seconds(n) for n in range(1, 10)] == [0, 0, 30, 60, 120, 240, 480, 600, 600]


def test_a_burst_that_fails_together_opens_it_once():
    breaker = Breaker()
    for index in range(50):
        breaker = after_failure(breaker, started_at=NOON, now=after_noon(1 + index / 1000))
    assert breaker.num_failures_in_a_row == FAILURES_TO_OPEN
    assert phase(breaker, after_noon(40)) is Phase.HALF_OPEN


def test_one_success_closes_it():
    breaker = after_success(failed(7))
    assert phase(breaker, after_noon(0)) is Phase.CLOSED
    assert breaker.num_failures_in_a_row == 0


def test_a_trial_keeps_others_away_until_it_ends():
    trial = with_trial(failed(3), until=after_noon(300))
    assert phase(trial, after_noon(200)) is Phase.OPEN
    assert phase(trial, after_noon(301)) is Phase.HALF_OPEN
    again = after_failure(trial, started_at=after_noon(40), now=after_noon(45))
    assert again.opened_until == after_noon(45 + 60)


def test_a_trial_that_says_nothing_lets_another_try():
    trial = with_trial(failed(3), until=after_noon(300))
    ended = after_nothing(trial, started_at=after_noon(40), now=after_noon(45))
    assert phase(ended, after_noon(45)) is Phase.HALF_OPEN
    unmoved = after_nothing(trial, started_at=after_noon(1), now=after_noon(45))
    assert unmoved == trial


@given(st.lists(st.tuples(st.booleans(), st.floats(0.001, 2000)), max_size=60))
def test_it_is_open_only_after_failures_in_a_row_and_never_for_longer_than_the_longest(history):
    breaker, clock, in_a_row = Breaker(), 0.0, 0
    for succeeds, gap in history:
        clock += gap
        moment = after_noon(clock)
        if phase(breaker, moment) is Phase.OPEN:
            continue
        clock += 0.001
        began, moment = moment, after_noon(clock)
        if succeeds:
            breaker, in_a_row = after_success(breaker), 0
        else:
            breaker = after_failure(breaker, started_at=began, now=moment)
            in_a_row += 1
        assert breaker.num_failures_in_a_row == in_a_row
        assert (phase(breaker, moment) is Phase.OPEN) == (in_a_row >= FAILURES_TO_OPEN)
        if breaker.opened_until:
            wait = (breaker.opened_until - moment).total_seconds()
            assert 0 < wait <= LONGEST_OPEN_SECONDS
