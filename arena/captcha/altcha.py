"""ALTCHA, the embedded captcha: a small proof of work that the browser does, and no third party.

Protocol v1 (https://altcha.org/docs/v1/api/): the browser looks for the number whose
SHA-256(salt + number) is the challenge. Salt and challenge carry our signature, and the salt says
until when and for what they hold.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from altcha import create_challenge_v1, extract_params_v1, verify_solution_v1
from altcha.v1 import PayloadType
from django.urls import reverse
from django.utils import timezone

from arena.captcha.base import Verdict, Widget
from arena.captcha.spent import spend

VALID_SECONDS = 600
MAX_TOKEN_CHARACTERS = 2_000
_FIELDS = {"algorithm": str, "challenge": str, "number": int, "salt": str, "signature": str}


@dataclass(frozen=True, slots=True)
class AltchaVerifier:
    key: str
    cost: int  # the largest secret number

    def widget(self, action: str) -> Widget:
        url = f"{reverse('arena:captcha_challenge')}?action={action}"
        return Widget("altcha", action, challenge_url=url)

    def challenge(self, action: str, *, now: datetime) -> dict[str, str | int]:
        challenge = create_challenge_v1(
            algorithm="SHA-256",
            max_number=self.cost,
            salt_length=12,
            hmac_key=self.key,
            salt="",
            number=None,
            expires=now + timedelta(seconds=VALID_SECONDS),
            params={"action": action},
        )
        return {
            "algorithm": challenge.algorithm,
            "challenge": challenge.challenge,
            "salt": challenge.salt,
            "signature": challenge.signature,
            "maxnumber": challenge.max_number,
        }

    def verify(self, token: str, action: str, address: str) -> Verdict:
        solution = _decode(token)
        if solution is None:
            return Verdict.FAILED
        is_valid, _reason = verify_solution_v1(solution, self.key)
        promised = extract_params_v1(solution)
        if not is_valid or promised.get("action") != [action]:
            return Verdict.FAILED
        expires_at = datetime.fromtimestamp(int(promised["expires"][0]), UTC)
        is_first = spend(solution["challenge"], expires_at=expires_at, now=timezone.now())
        return Verdict.PASSED if is_first else Verdict.FAILED


def _decode(token: str) -> PayloadType | None:
    """The solution in a token, if each field has its type: a number that is text could hide
    a part of the salt."""
    if len(token) > MAX_TOKEN_CHARACTERS:
        return None
    try:
        solution = json.loads(base64.b64decode(token, validate=True))
    except (binascii.Error, ValueError):
        return None
    if not isinstance(solution, dict) or solution.get("algorithm") != "SHA-256":
        return None
    fits = all(type(solution.get(name)) is kind for name, kind in _FIELDS.items())
    return cast(PayloadType, solution) if fits else None
