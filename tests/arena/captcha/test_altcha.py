"""The proof of work: it passes once, in time, for what it was asked for, and only if solved."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from altcha import solve_challenge_v1
from django.db import connection
from django.utils import timezone

from arena.captcha.altcha import AltchaVerifier
from arena.captcha.base import Verdict
from arena.models import SpentChallenge

pytestmark = pytest.mark.django_db

VERIFIER = AltchaVerifier(key="a key", cost=100)


def solution_of(challenge: dict) -> dict:
    solved = solve_challenge_v1(
        challenge["challenge"], challenge["salt"], "SHA-256", challenge["maxnumber"]
    )
    return {name: challenge[name] for name in ("algorithm", "challenge", "salt", "signature")} | {
        "number": solved.number
    }


def token_of(solution: object) -> str:
    return base64.b64encode(json.dumps(solution).encode()).decode()


@pytest.fixture
def solution() -> dict:
    return solution_of(VERIFIER.challenge("prompt", now=timezone.now()))


def verify(solution: object, action: str = "prompt") -> Verdict:
    return VERIFIER.verify(token_of(solution), action, "")


def test_a_solved_challenge_passes_once(solution):
    assert verify(solution) is Verdict.PASSED
    assert verify(solution) is Verdict.FAILED


def test_a_replay_in_other_clothes_is_refused(solution):
    assert verify(solution) is Verdict.PASSED
    assert verify(solution | {"extra": 1}) is Verdict.FAILED


def test_an_expired_challenge_fails():
    long_ago = timezone.now() - timedelta(hours=1)
    assert verify(solution_of(VERIFIER.challenge("prompt", now=long_ago))) is Verdict.FAILED


def test_a_challenge_for_another_action_fails(solution):
    assert verify(solution, "sign_up") is Verdict.FAILED


def test_a_wrong_number_fails(solution):
    assert verify(solution | {"number": solution["number"] + 1}) is Verdict.FAILED


def test_a_challenge_signed_by_another_fails():
    forger = AltchaVerifier(key="another key", cost=100)
    assert verify(solution_of(forger.challenge("prompt", now=timezone.now()))) is Verdict.FAILED


def test_a_later_expiry_written_into_the_salt_fails(solution):
    salt = solution["salt"].replace("expires=", "expires=9")
    assert verify(solution | {"salt": salt}) is Verdict.FAILED


def test_a_number_that_hides_a_part_of_the_salt_fails(solution):
    head, _, action = solution["salt"].rpartition("action=")
    number = f"action={action}{solution['number']}"
    assert verify(solution | {"salt": head, "number": number}) is Verdict.FAILED


@pytest.mark.parametrize("token", ["", "%%%", "a" * 5000, token_of([]), token_of(7), "/w=="])
def test_what_is_no_solution_fails(token):
    assert VERIFIER.verify(token, "prompt", "") is Verdict.FAILED


def test_spent_challenges_are_forgotten_once_expired(solution):
    yesterday = timezone.now() - timedelta(days=1)
    SpentChallenge.objects.create(digest="old", expires_at=yesterday)
    verify(solution)
    assert not SpentChallenge.objects.filter(digest="old").exists()
    assert SpentChallenge.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_submissions_at_once_leave_one_pass(solution):
    def submit(_: int) -> Verdict:
        try:
            return verify(solution)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        verdicts = list(pool.map(submit, range(8)))
    assert sorted(verdicts) == [Verdict.FAILED] * 7 + [Verdict.PASSED]
