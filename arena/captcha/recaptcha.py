"""Google reCAPTCHA v2 and v3: siteverify asked with care, and every fact in its answer checked.

https://developers.google.com/recaptcha/docs/verify
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
from django.http.request import validate_host
from django.utils import timezone

from arena.captcha.base import Verdict, Widget
from arena.captcha.spent import spend

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 3.0
MAX_AGE_SECONDS = 120
MAX_TOKEN_CHARACTERS = 8_000
SCRIPT_URL = "https://www.google.com/recaptcha/api.js"
_OUR_FAULTS = {"missing-input-secret", "invalid-input-secret", "bad-request"}


class BadAnswer(Exception):
    """Siteverify could not be asked, or said something that makes no sense."""


@dataclass(frozen=True, slots=True)
class RecaptchaVerifier:
    version: str  # "2" or "3"
    site_key: str
    secret: str
    verify_url: str
    least_score: float
    hosts: tuple[str, ...]  # as in ALLOWED_HOSTS

    def widget(self, action: str) -> Widget:
        query = f"?render={self.site_key}" if self.version == "3" else ""
        kind = f"recaptcha-{self.version}"
        return Widget(kind, action, site_key=self.site_key, script_url=SCRIPT_URL + query)

    def verify(self, token: str, action: str, address: str) -> Verdict:
        if not token or len(token) > MAX_TOKEN_CHARACTERS:
            return Verdict.FAILED
        now = timezone.now()
        try:
            reason = self._refusal(self._ask(token, address), action, now)
        except BadAnswer as error:
            logger.error("reCAPTCHA could not be checked: %s", error)
            return Verdict.UNVERIFIED
        expires_at = now + timedelta(seconds=2 * MAX_AGE_SECONDS)
        if not reason and not spend(f"recaptcha:{token}", expires_at=expires_at, now=now):
            reason = "used before"
        if reason:
            logger.info("reCAPTCHA refused: %s", reason)
        return Verdict.FAILED if reason else Verdict.PASSED

    def _ask(self, token: str, address: str) -> dict:
        data = {"secret": self.secret, "response": token, "remoteip": address}
        try:
            response = httpx.post(self.verify_url, data=data, timeout=TIMEOUT_SECONDS)
            response.raise_for_status()
            answer = response.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise BadAnswer(f"{type(error).__name__}: {error}") from error
        if not isinstance(answer, dict) or not isinstance(answer.get("success"), bool):
            raise BadAnswer("the answer has not the documented form")
        return answer

    def _refusal(self, answer: dict, action: str, now: datetime) -> str:
        """Why the answer is no pass, or ""."""
        errors = answer.get("error-codes") or []
        if not answer["success"]:
            if _OUR_FAULTS & set(errors):
                raise BadAnswer(f"our request was wrong: {errors}")
            return f"errors {errors}"
        age_seconds = (now - _moment(answer)).total_seconds()
        if not validate_host(str(answer.get("hostname", "")), self.hosts):
            return f"solved on another site: {answer.get('hostname')!r}"
        if not -MAX_AGE_SECONDS <= age_seconds <= MAX_AGE_SECONDS:
            return f"{age_seconds:.0f} seconds old"
        return self._refusal_v3(answer, action) if self.version == "3" else ""

    def _refusal_v3(self, answer: dict, action: str) -> str:
        score = answer.get("score")
        if not isinstance(score, int | float):
            raise BadAnswer("the answer has no score")
        if answer.get("action") != action:
            return f"meant for {answer.get('action')!r}"
        return f"score {score}" if score < self.least_score else ""


def _moment(answer: dict) -> datetime:
    try:
        moment = datetime.fromisoformat(str(answer.get("challenge_ts")))
    except ValueError as error:
        raise BadAnswer("the answer has no moment") from error
    if moment.tzinfo is None:
        raise BadAnswer("the answer's moment has no time zone")
    return moment
