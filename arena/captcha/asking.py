"""Ask a request for its captcha, and remember the answer in the session."""

from datetime import timedelta

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from arena.captcha.base import Verdict, Widget
from arena.captcha.policy import Facts, is_captcha_due
from arena.captcha.registry import verifier
from arena.models import Battle
from lib.visitors import Visitor, visitor_of

SESSION_KEY = "captcha"  # {"at": seconds since 1970, "verdict": ..., "network": ...}
RECENT_SECONDS = 600


def captcha_of(request: HttpRequest, token: str, action: str) -> Verdict:
    """Check the token and remember the verdict. A failure forgets nothing that was passed."""
    visitor = visitor_of(request)
    verdict = verifier().verify(token, action, visitor.address)
    if verdict is Verdict.FAILED:
        _count_failure(visitor)
    else:
        request.session[SESSION_KEY] = {
            "at": timezone.now().timestamp(),
            "verdict": verdict.value,
            "network": visitor.network_key,
        }
    return verdict


def last_verdict(request: HttpRequest) -> Verdict:
    """What the newest captcha of this session said; failed if there was none."""
    return Verdict(request.session.get(SESSION_KEY, {}).get("verdict", Verdict.FAILED))


def needs_captcha(request: HttpRequest) -> bool:
    """Whether the next prompt has to come with a captcha."""
    return is_captcha_due(_facts_of(request))


def widget_if_needed(request: HttpRequest, action: str) -> Widget | None:
    return verifier().widget(action) if needs_captcha(request) else None


def _facts_of(request: HttpRequest) -> Facts:
    visitor, now = visitor_of(request), timezone.now()
    remembered = request.session.get(SESSION_KEY, {})
    has_passed = remembered.get("verdict") == Verdict.PASSED
    recently = now - timedelta(seconds=RECENT_SECONDS)
    battles = Battle.objects.filter(visitor_key=visitor.key, created_at__gte=recently)
    return Facts(
        seconds_since_pass=now.timestamp() - remembered["at"] if has_passed else None,
        num_recent_battles=battles.count(),
        num_recent_failures=cache.get(_failures_of(visitor), 0),
        is_new_network=remembered.get("network") != visitor.network_key,
    )


def _count_failure(visitor: Visitor) -> None:
    """Roughly: two failures at the same moment may count as one."""
    key = _failures_of(visitor)
    cache.set(key, cache.get(key, 0) + 1, RECENT_SECONDS)


def _failures_of(visitor: Visitor) -> str:
    return f"captcha-failures:{visitor.network_key}"
