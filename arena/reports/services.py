"""Reports of answers: written by visitors, closed by staff."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from arena.errors import InvalidInput
from arena.models import AnswerReport, Battle, Reply, User
from lib.audit import services as audit
from lib.visitors import Visitor

MOST_CHARACTERS = 1_000


def report_answer(
    *, battle: Battle, side: str, reason: str, words: str, visitor: Visitor, at: datetime
) -> AnswerReport:
    """Say what is wrong with one side; the second time replaces the first. Raises InvalidInput."""
    if side not in Reply.Side.values:
        raise InvalidInput(_("Say which answer you mean, A or B."))
    if reason not in AnswerReport.Reason.values:
        raise InvalidInput(_("Choose what is wrong with the answer."))
    if not Reply.objects.filter(turn__battle=battle, side=side).exists():
        raise InvalidInput(_("There is no answer to report yet. Wait until it is written."))
    report, _created = AnswerReport.objects.update_or_create(
        battle=battle,
        side=side,
        visitor_key=visitor.key,
        defaults={
            "reason": reason,
            "words": words.replace("\x00", "").strip()[:MOST_CHARACTERS],
            "user": visitor.user,
            "status": AnswerReport.Status.OPEN,
            "created_at": at,
        },
    )
    return report


@transaction.atomic
def close_report(*, report: AnswerReport, status: str, actor: User, at: datetime) -> bool:
    """Upheld or not; False if somebody closed it before. Recorded without the visitor's words."""
    changed = AnswerReport.objects.filter(pk=report.pk, status=AnswerReport.Status.OPEN).update(
        status=status, closed_at=at, closed_by=actor
    )
    if changed:
        target = f"arena.answerreport:{report.pk}"
        audit.record(actor=actor, action=f"report.{status}", target=target, detail={})
    return bool(changed)


@transaction.atomic
def reopen_report(*, report: AnswerReport, actor: User) -> bool:
    """Undo of close_report; False if it is open."""
    closed = AnswerReport.objects.filter(pk=report.pk).exclude(status=AnswerReport.Status.OPEN)
    changed = closed.update(status=AnswerReport.Status.OPEN, closed_at=None, closed_by=None)
    if changed:
        target = f"arena.answerreport:{report.pk}"
        audit.record(actor=actor, action="report.reopen", target=target, detail={})
    return bool(changed)
