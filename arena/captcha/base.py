"""What every captcha has in common: a verdict, what a form draws, and how an answer is checked."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Verdict(StrEnum):
    """The values are those of ranking.Comparison.Captcha."""

    PASSED = "passed"
    FAILED = "failed"
    UNVERIFIED = "unverified"  # the verifier could not be asked: let in, but not counted


@dataclass(frozen=True, slots=True)
class Widget:
    """What a form needs to draw the captcha; it posts its token in the field `captcha`."""

    kind: str  # altcha, recaptcha-2, recaptcha-3 or test
    action: str
    site_key: str = ""
    challenge_url: str = ""
    script_url: str = ""


class Verifier(Protocol):
    def verify(self, token: str, action: str, address: str) -> Verdict:
        """Check one answer, once: the same token does not pass again. Never raises."""
        ...

    def widget(self, action: str) -> Widget: ...
