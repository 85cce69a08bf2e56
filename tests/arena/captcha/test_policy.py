"""When the captcha is asked for."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from arena.captcha.policy import CALM_SECONDS, RISKY_SECONDS, Facts, is_captcha_due

CALM = Facts(
    seconds_since_pass=60, num_recent_battles=1, num_recent_failures=0, is_new_network=False
)


def test_the_first_prompt_of_a_session_needs_one():
    assert is_captcha_due(replace(CALM, seconds_since_pass=None))


def test_the_second_prompt_needs_none():
    assert not is_captcha_due(CALM)


def test_another_network_needs_a_new_one():
    assert is_captcha_due(replace(CALM, is_new_network=True))


def test_a_pass_grows_old():
    assert is_captcha_due(replace(CALM, seconds_since_pass=CALM_SECONDS + 1))


def test_a_pass_grows_old_sooner_for_who_is_in_a_hurry():
    hurried = replace(CALM, num_recent_battles=15)
    assert not is_captcha_due(hurried)
    assert is_captcha_due(replace(hurried, seconds_since_pass=RISKY_SECONDS + 1))


def test_a_pass_grows_old_sooner_where_many_fail():
    crowd = replace(CALM, num_recent_failures=5)
    assert not is_captcha_due(crowd)
    assert is_captcha_due(replace(crowd, seconds_since_pass=RISKY_SECONDS + 1))


facts = st.builds(
    Facts,
    seconds_since_pass=st.floats(0, 1e6),
    num_recent_battles=st.integers(0, 50),
    num_recent_failures=st.integers(0, 50),
    is_new_network=st.booleans(),
)


@given(facts, st.integers(0, 50), st.integers(0, 50), st.floats(0, 1e6))
def test_more_risk_never_asks_less(seen, battles, failures, seconds):
    riskier = replace(
        seen,
        seconds_since_pass=seen.seconds_since_pass + seconds,
        num_recent_battles=seen.num_recent_battles + battles,
        num_recent_failures=seen.num_recent_failures + failures,
    )
    assert is_captcha_due(riskier) >= is_captcha_due(seen)
