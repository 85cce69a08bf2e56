"""When a process is started again, and when it is given up."""

from hypothesis import given
from hypothesis import strategies as st

from config.supervisor.restarts import GiveUp, History, Restart, after_exit


def lives(*seconds: float) -> list[Restart | GiveUp]:
    """What is decided after lives of these lengths, each started as soon as it may."""
    now, history, decisions = 1000.0, History(), []
    for length in seconds:
        history, decision = after_exit(history, started_at=now, now=now + length)
        decisions.append(decision)
        now += length + (decision.delay_seconds if isinstance(decision, Restart) else 0.0)
    return decisions


def test_the_first_restart_comes_after_half_a_second():
    assert lives(5) == [Restart(0.5)]


def test_the_delay_doubles_and_the_fifth_exit_within_a_minute_is_a_loop():
    assert lives(0, 0, 0, 0, 0) == [*map(Restart, (0.5, 1, 2, 4)), GiveUp(5)]


def test_short_lives_that_are_no_loop_wait_at_most_half_a_minute():
    delays = [decision.delay_seconds for decision in lives(*[16.0] * 12)]
    assert delays[-1] == 30
    assert delays == sorted(delays)


def test_a_life_of_a_minute_is_forgiven():
    assert lives(0, 0, 61, 0)[2:] == [Restart(0.5), Restart(1)]


@given(st.lists(st.floats(0, 200), max_size=30))
def test_no_process_is_started_more_than_five_times_a_minute(lengths):
    now, history, starts = 0.0, History(), [0.0]
    for length in lengths:
        history, decision = after_exit(history, started_at=now, now=now + length)
        if isinstance(decision, GiveUp):
            break
        assert 0.5 <= decision.delay_seconds <= 30
        now += length + decision.delay_seconds
        starts.append(now)
    assert all(sum(0 <= later - at < 60 for later in starts) <= 5 for at in starts)
