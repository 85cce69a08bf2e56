"""Why the arena refuses; each in words for the visitor.

Refusal
├── ConsentNeeded     the visitor has not agreed that prompts are stored
├── CaptchaNeeded     a check for robots is due, or it failed
├── LoginNeeded       voting needs an account
├── TooMuch           a limit of this site
├── InvalidInput      empty or too long prompt, unknown contestant
├── BattleClosed      voted, broken, or another answer is still being written
├── NotReady          both answers must have finished before a vote
└── NobodyFree        too few contestants can answer now
"""

from django.utils.functional import Promise


class Refusal(Exception):
    """What the visitor asked for is not done; nothing was changed."""

    kind = "invalid"
    status = 400

    def __init__(self, message: "str | Promise") -> None:
        super().__init__(message)
        self.message = message


class ConsentNeeded(Refusal):
    kind, status = "consent", 403


class CaptchaNeeded(Refusal):
    kind, status = "captcha", 403


class LoginNeeded(Refusal):
    kind, status = "login", 401


class TooMuch(Refusal):
    kind, status = "limit", 429


class InvalidInput(Refusal):
    kind, status = "invalid", 400


class BattleClosed(Refusal):
    kind, status = "closed", 409


class NotReady(Refusal):
    kind, status = "not_ready", 409


class NobodyFree(Refusal):
    kind, status = "busy", 503
