"""The doors of a match that is over: what people thought of it, and what may be published."""

import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from games import afterwards, selectors, services
from games.errors import NotAllowed
from games.views.matches import answers_refusals, own_seat
from lib.refusals import wants_json
from lib.visitors import visitor_of


@require_POST
@answers_refusals
def survey(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    """Three marks, from whom they were asked."""
    found = selectors.match_of(match_id)
    own_seat(request, found)
    afterwards.answer(found, visitor_of(request), request.POST.dict(), timezone.now())
    return _thanks(request, match_id)


@require_POST
@answers_refusals
def consent(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    """consent: there when the player agrees, as a ticked box is; else they do not."""
    seat = own_seat(request, selectors.match_of(match_id))
    services.record_consent(match_id=match_id, seat=seat, agrees="consent" in request.POST)
    return _thanks(request, match_id)


@require_POST
@answers_refusals
def opinion(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    """again: yes or no."""
    seat, again = own_seat(request, selectors.match_of(match_id)), request.POST.get("again")
    if again not in ("yes", "no"):
        raise NotAllowed(_("Would you play it again? Say yes or no."))
    services.record_opinion(match_id=match_id, seat=seat, would_play_again=again == "yes")
    return _thanks(request, match_id)


def _thanks(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"thanks": _("Thank you.")})
    return redirect("games:match", match_id=match_id)
