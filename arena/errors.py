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

from lib.refusals import NobodyFree, Refusal, TooMuch

__all__ = [
    "BattleClosed",
    "CaptchaNeeded",
    "ConsentNeeded",
    "InvalidInput",
    "LoginNeeded",
    "NobodyFree",
    "NotReady",
    "Refusal",
    "TooMuch",
]


class ConsentNeeded(Refusal):
    kind, status = "consent", 403


class CaptchaNeeded(Refusal):
    kind, status = "captcha", 403


class LoginNeeded(Refusal):
    kind, status = "login", 401


class InvalidInput(Refusal):
    kind, status = "invalid", 400


class BattleClosed(Refusal):
    kind, status = "closed", 409


class NotReady(Refusal):
    kind, status = "not_ready", 409
