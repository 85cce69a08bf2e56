"""The door of the proof of work: a fresh challenge."""

from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from arena.captcha.altcha import AltchaVerifier
from arena.captcha.registry import verifier
from lib.client_address import address_of
from lib.keyed_hash import network_of
from lib.rate_limit import allow

ACTIONS = {"sign_up", "prompt"}
CHALLENGES_A_NETWORK = "120/minute"


@require_GET
@never_cache
def captcha_challenge(request: HttpRequest) -> JsonResponse:
    """A challenge for ?action=sign_up or prompt; 404 where another captcha is in use."""
    altcha, action = verifier(), request.GET.get("action", "")
    if not isinstance(altcha, AltchaVerifier) or action not in ACTIONS:
        raise Http404
    if not allow(CHALLENGES_A_NETWORK, "captcha", network_of(address_of(request))):
        message = _("Too many challenges were asked for. Wait a minute, then try again.")
        error = {"error": {"kind": "limit", "message": message}}
        return JsonResponse(error, status=429, headers={"Retry-After": "60"})
    return JsonResponse(altcha.challenge(action, now=timezone.now()))
