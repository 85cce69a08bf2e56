"""Who may go on: limits, the check for robots, and the login that a vote needs."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from arena.captcha.asking import captcha_of, last_verdict, needs_captcha
from arena.captcha.base import Verdict
from arena.errors import CaptchaNeeded, LoginNeeded, TooMuch
from lib.rate_limit import allow_with_network
from lib.visitors import Visitor


def check_limits(visitor: Visitor) -> None:
    most, network = settings.BATTLES_PER_HOUR, visitor.network_key
    if not allow_with_network(most, "hour", "prompts", visitor.key, network):
        raise TooMuch(_("That was a lot in one hour. Rest a little; nothing is lost."))


def checked_captcha(request: HttpRequest, token: str) -> Verdict:
    if not needs_captcha(request):
        return last_verdict(request)
    verdict = captcha_of(request, token, "prompt")
    if verdict is Verdict.FAILED:
        raise CaptchaNeeded(_("The check for robots did not pass. Try once more."))
    return verdict


def check_may_vote(visitor: Visitor) -> None:
    most, network = settings.VOTES_PER_DAY, visitor.network_key
    if not allow_with_network(most, "day", "votes", visitor.voter_key, network):
        raise TooMuch(_("That is enough votes for one day. Come back tomorrow."))
    if settings.VOTING == "anonymous":
        return
    if visitor.user is None:
        raise LoginNeeded(_("Sign in to vote. Your battle is kept."))
    confirmed = EmailAddress.objects.filter(user=visitor.user, verified=True).exists()
    if settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory" and not confirmed:
        raise LoginNeeded(_("Confirm your email address to vote. Your battle is kept."))


def weakest(*verdicts: str) -> Verdict:
    order = [Verdict.FAILED, Verdict.UNVERIFIED, Verdict.PASSED]
    return min((Verdict(verdict) for verdict in verdicts), key=order.index)
