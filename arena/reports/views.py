"""The door for a report: a form on the battle's page."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arena import selectors
from arena.errors import TooMuch
from arena.reports.services import report_answer
from arena.views import answers_refusals
from lib.rate_limit import allow
from lib.refusals import wants_json
from lib.visitors import visitor_of

REPORTS = "20/hour"


@require_POST
@answers_refusals
def report(request: HttpRequest, battle_id: uuid.UUID) -> HttpResponse:
    """Take a report of one's own battle; a reload shows that it was taken."""
    visitor = visitor_of(request)
    battle = selectors.battle_for(visitor, battle_id)
    if battle is None:
        raise Http404(_("There is no such battle here."))
    if not allow(REPORTS, "reports", visitor.key):
        raise TooMuch(_("That was a lot in one hour. Your earlier reports are kept."))
    report_answer(
        battle=battle,
        side=request.POST.get("side", ""),
        reason=request.POST.get("reason", ""),
        words=request.POST.get("words", ""),
        visitor=visitor,
        at=timezone.now(),
    )
    if wants_json(request):
        return JsonResponse({}, status=201)
    messages.success(request, _("Thank you. Somebody will look at it."))
    return redirect("arena:battle", battle.pk)
