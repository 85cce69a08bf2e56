"""The doors of the console: three queues, decisions one by one or together, and undo."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from arena.models import AnswerReport, User
from arena.moderation import selectors
from arena.reports import services as reporting
from arena.reports.selectors import reports_with
from ranking import services as ranking
from ranking.models import VoterReview
from ranking.selectors import consequence_of

View = Callable[..., HttpResponse]
SEE, DECIDE = "ranking.view_voterreview", "ranking.change_voterreview"
SEE_REPORTS, CLOSE = "arena.view_answerreport", "arena.change_answerreport"
MOST_AT_ONCE = 200


class StaffRequest(HttpRequest):
    """A request behind the admin's own door: login, staff, second factor where it is required."""

    user: User


def for_staff(permission: str) -> Callable[[View], View]:
    def wrap(view: View) -> View:
        @wraps(view)
        def checked(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return admin.site.admin_view(checked)

    return wrap


@require_GET
@for_staff(SEE)
def accounts(request: StaffRequest, review_id: int | None = None) -> HttpResponse:
    """Queue, evidence, consequence. Without a number the first of the queue is opened."""
    asked = get_object_or_404(VoterReview, pk=review_id) if review_id else None
    status = asked.status if asked else request.GET.get("status", VoterReview.Status.OPEN)
    queue = selectors.queue(status)
    chosen = asked or next(iter(queue), None)
    context = {
        "statuses": VoterReview.Status,
        "status": status,
        "queue": queue,
        "targets": selectors.names_of_targets(queue),
        "evidence": selectors.evidence_on(chosen) if chosen else None,
        "consequence": consequence_of([chosen]) if chosen else None,
        "just_decided": _numbers(request.GET.getlist("decided")),
        "can_decide": request.user.has_perm(DECIDE),
        "section": "accounts",
    }
    return render(request, "moderation/accounts.html", context)


@require_POST
@for_staff(DECIDE)
def decide(request: StaffRequest) -> HttpResponse:
    """All the reviews that are ticked, or none: one reason, one transaction."""
    numbers = _numbers(request.POST.getlist("review"))[:MOST_AT_ONCE]
    reviews = list(VoterReview.objects.filter(pk__in=numbers).order_by("pk"))
    decision = request.POST.get("decision", "")
    reason = request.POST.get("reason", "")
    if not reviews:
        messages.error(request, _("Tick at least one account first."))
        return redirect("moderation:accounts")
    try:
        with transaction.atomic():
            for review in reviews:
                ranking.decide(
                    review=review,
                    status=decision,
                    actor=request.user,
                    reason=reason,
                    at=timezone.now(),
                )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("moderation:account", reviews[0].pk)
    decided = urlencode({"decided": [review.pk for review in reviews]}, doseq=True)
    return redirect(f"{reverse('moderation:accounts')}?{decided}")


@require_POST
@for_staff(DECIDE)
def undo(request: StaffRequest) -> HttpResponse:
    reviews = VoterReview.objects.filter(pk__in=_numbers(request.POST.getlist("review")))
    done = []
    for review in reviews.order_by("pk"):
        try:
            done.append(ranking.undo(review=review, actor=request.user))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
    if not done:
        return redirect("moderation:accounts")
    told = ngettext("%(num)d account is open again.", "%(num)d accounts are open again.", len(done))
    messages.success(request, told % {"num": len(done)})
    return redirect("moderation:account", done[0].pk)


@require_GET
@for_staff(SEE_REPORTS)
def flagged(request: StaffRequest) -> HttpResponse:
    context = {"votes": selectors.flagged_votes(), "section": "flagged"}
    return render(request, "moderation/flagged.html", context)


@require_GET
@for_staff(SEE_REPORTS)
def reports(request: StaffRequest) -> HttpResponse:
    status = request.GET.get("status", AnswerReport.Status.OPEN)
    context = {
        "reports": reports_with(status)[: selectors.QUEUE_LENGTH],
        "statuses": AnswerReport.Status,
        "status": status,
        "can_decide": request.user.has_perm(CLOSE),
        "section": "reports",
    }
    return render(request, "moderation/reports.html", context)


@require_POST
@for_staff(CLOSE)
def close(request: StaffRequest, report_id: int) -> HttpResponse:
    """Uphold, dismiss, or open again."""
    report = get_object_or_404(AnswerReport, pk=report_id)
    status = request.POST.get("status", "")
    if status == AnswerReport.Status.OPEN:
        changed = reporting.reopen_report(report=report, actor=request.user)
    elif status in AnswerReport.Status.values:
        changed = reporting.close_report(
            report=report, status=status, actor=request.user, at=timezone.now()
        )
    else:
        changed = False
    if not changed:
        messages.error(request, _("Somebody was quicker. Nothing was changed."))
    return redirect("moderation:reports")


def _numbers(words: list[str]) -> list[int]:
    return [int(word) for word in words if word.isascii() and word.isdigit()]
