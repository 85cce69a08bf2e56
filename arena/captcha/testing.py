"""A captcha that obeys its token, for tests and demonstrations; never for a public site."""

from arena.captcha.base import Verdict, Widget


class TestVerifier:
    __test__ = False  # for pytest

    def verify(self, token: str, action: str, address: str) -> Verdict:
        return Verdict(token) if token in set(Verdict) else Verdict.FAILED

    def widget(self, action: str) -> Widget:
        return Widget("test", action)
