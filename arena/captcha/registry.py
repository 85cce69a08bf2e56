"""Which captcha asks, by settings.CAPTCHA. A new one is a file and a line here."""

from collections.abc import Callable

from django.conf import settings
from django.utils.crypto import salted_hmac

from arena.captcha.altcha import AltchaVerifier
from arena.captcha.base import Verifier
from arena.captcha.recaptcha import RecaptchaVerifier
from arena.captcha.testing import TestVerifier


def _altcha() -> AltchaVerifier:
    key = salted_hmac("arena.captcha.altcha", "challenge", algorithm="sha256").hexdigest()
    return AltchaVerifier(key=key, cost=settings.CAPTCHA_COST)


def _recaptcha() -> RecaptchaVerifier:
    return RecaptchaVerifier(
        version=settings.RECAPTCHA_VERSION,
        site_key=settings.RECAPTCHA_PUBLIC_KEY,
        secret=settings.RECAPTCHA_PRIVATE_KEY,
        verify_url=settings.RECAPTCHA_VERIFY_URL,
        least_score=settings.RECAPTCHA_LEAST_SCORE,
        hosts=tuple(settings.ALLOWED_HOSTS),
    )


VERIFIERS: dict[str, Callable[[], Verifier]] = {
    "altcha": _altcha,
    "recaptcha": _recaptcha,
    "test": TestVerifier,
}


def verifier() -> Verifier:
    return VERIFIERS[settings.CAPTCHA]()
