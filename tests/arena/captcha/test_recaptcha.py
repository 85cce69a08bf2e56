"""reCAPTCHA against a siteverify that answers, errs, lies and sleeps."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from arena.captcha import recaptcha
from arena.captcha.base import Verdict
from arena.captcha.recaptcha import RecaptchaVerifier
from tests.arena.captcha.siteverify_stub import Siteverify, serve

pytestmark = pytest.mark.django_db


@pytest.fixture
def siteverify() -> Iterator[Siteverify]:
    stub = Siteverify()
    stub.body = good_answer()
    server = serve(stub)
    yield stub
    server.shutdown()
    server.server_close()


@pytest.fixture
def verifier(siteverify: Siteverify) -> RecaptchaVerifier:
    return RecaptchaVerifier("3", "site", "secret", siteverify.url, 0.5, ("agon.example",))


def good_answer(**changes: object) -> dict[str, object]:
    moment = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    answer = {"success": True, "challenge_ts": moment, "hostname": "agon.example"}
    return answer | {"score": 0.9, "action": "prompt"} | changes


def test_a_good_answer_passes_and_carries_the_visitors_address(verifier, siteverify):
    assert verifier.verify("token", "prompt", "203.0.113.7") is Verdict.PASSED
    assert siteverify.requests == [
        {"secret": "secret", "response": "token", "remoteip": "203.0.113.7"}
    ]


def test_version_two_needs_neither_score_nor_action(verifier, siteverify):
    siteverify.body = good_answer()
    for name in ("score", "action"):
        del siteverify.body[name]
    assert replace(verifier, version="2").verify("token", "prompt", "") is Verdict.PASSED


@pytest.mark.parametrize(
    "changes",
    [
        {"score": 0.4},
        {"action": "sign_up"},
        {"hostname": "evil.example"},
        {"hostname": None},
        {"challenge_ts": (timezone.now() - timedelta(minutes=30)).isoformat()},
        {"challenge_ts": (timezone.now() + timedelta(minutes=30)).isoformat()},
        {"success": False, "error-codes": ["timeout-or-duplicate"]},
        {"success": False, "error-codes": ["invalid-input-response"]},
    ],
    ids=["low score", "action", "host", "no host", "old", "future", "duplicate", "invalid"],
)
def test_an_answer_that_does_not_fit_fails(verifier, siteverify, changes):
    siteverify.body = good_answer(**changes)
    assert verifier.verify("token", "prompt", "") is Verdict.FAILED


def test_a_token_passes_once_even_if_google_says_so_twice(verifier):
    assert verifier.verify("token", "prompt", "") is Verdict.PASSED
    assert verifier.verify("token", "prompt", "") is Verdict.FAILED


def test_no_token_fails_and_google_is_not_asked(verifier, siteverify):
    assert verifier.verify("", "prompt", "") is Verdict.FAILED
    assert siteverify.requests == []


@pytest.mark.parametrize(
    "body",
    [
        b"<html>not JSON</html>",
        b"\xff\xfe",
        ["a", "list"],
        {"success": "yes"},
        good_answer(challenge_ts="yesterday"),
        good_answer(challenge_ts="2026-01-01T00:00:00"),
        good_answer(score=None),
        {"success": False, "error-codes": ["invalid-input-secret"]},
    ],
)
def test_an_answer_that_makes_no_sense_leaves_it_unverified(verifier, siteverify, body):
    siteverify.body = body
    assert verifier.verify("token", "prompt", "") is Verdict.UNVERIFIED


@pytest.mark.parametrize("status", [500, 503, 302])
def test_an_error_of_googles_leaves_it_unverified(verifier, siteverify, status):
    siteverify.status = status
    assert verifier.verify("token", "prompt", "") is Verdict.UNVERIFIED


def test_a_late_answer_leaves_it_unverified(verifier, siteverify, monkeypatch):
    monkeypatch.setattr(recaptcha, "TIMEOUT_SECONDS", 0.1)
    siteverify.delay_seconds = 0.3
    assert verifier.verify("token", "prompt", "") is Verdict.UNVERIFIED


def test_an_unreachable_google_leaves_it_unverified(verifier):
    closed = replace(verifier, verify_url="http://127.0.0.1:9/siteverify")
    assert closed.verify("token", "prompt", "") is Verdict.UNVERIFIED
