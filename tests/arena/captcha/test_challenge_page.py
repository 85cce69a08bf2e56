"""GET /captcha/challenge/ and what a session remembers of an answer."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from arena.captcha.asking import captcha_of, last_verdict, needs_captcha, widget_if_needed
from arena.captcha.base import Verdict
from arena.captcha.registry import verifier
from tests.arena.captcha.test_altcha import solution_of, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(rf):
    """A request of one visitor; each call comes from the same session."""
    session = SessionStore()

    def request(address: str = "203.0.113.7"):
        made = rf.get("/", REMOTE_ADDR=address)
        made.session, made.user = session, AnonymousUser()
        return made

    return request


def test_a_challenge_can_be_solved_and_passes(client, settings):
    settings.CAPTCHA, settings.CAPTCHA_COST = "altcha", 100
    response = client.get(verifier().widget("prompt").challenge_url)
    assert "no-store" in response["Cache-Control"]
    assert set(response.json()) == {"algorithm", "challenge", "salt", "signature", "maxnumber"}
    token = token_of(solution_of(response.json()))
    assert verifier().verify(token, "prompt", "") is Verdict.PASSED


@pytest.mark.parametrize("query", ["", "?action=vote", "?action=prompt%26expires=9"])
def test_a_challenge_for_an_unknown_action_is_not_made(client, settings, query):
    settings.CAPTCHA = "altcha"
    assert client.get(reverse("arena:captcha_challenge") + query).status_code == 404


def test_no_challenge_is_made_where_another_captcha_is_in_use(client, settings):
    settings.CAPTCHA = "test"
    assert client.get(reverse("arena:captcha_challenge") + "?action=prompt").status_code == 404


def test_a_session_that_passed_is_not_asked_again(visit, settings):
    settings.CAPTCHA = "test"
    assert widget_if_needed(visit(), "prompt").kind == "test"
    assert captcha_of(visit(), "passed", "prompt") is Verdict.PASSED
    assert not needs_captcha(visit())
    assert widget_if_needed(visit(), "prompt") is None
    assert last_verdict(visit()) is Verdict.PASSED


def test_a_session_on_a_new_network_is_asked_again(visit, settings):
    settings.CAPTCHA = "test"
    captcha_of(visit(), "passed", "prompt")
    assert not needs_captcha(visit("203.0.113.8"))
    assert needs_captcha(visit("198.51.100.1"))


def test_an_unverified_answer_lets_in_and_is_asked_again(visit, settings):
    settings.CAPTCHA = "test"
    assert captcha_of(visit(), "unverified", "prompt") is Verdict.UNVERIFIED
    assert last_verdict(visit()) is Verdict.UNVERIFIED
    assert needs_captcha(visit())


def test_a_failure_leaves_an_earlier_pass_as_it_was(visit, settings):
    settings.CAPTCHA = "test"
    captcha_of(visit(), "passed", "prompt")
    assert captcha_of(visit(), "", "prompt") is Verdict.FAILED
    assert last_verdict(visit()) is Verdict.PASSED
