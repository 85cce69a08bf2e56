"""Reports of answers, for whoever judges them and for whoever wrote them."""

from typing import Any

from django.db.models import QuerySet

from arena.models import AnswerReport, User


def reports_with(status: str) -> QuerySet[AnswerReport]:
    """Those with this status, oldest first while they are open."""
    order = "created_at" if status == AnswerReport.Status.OPEN else "-closed_at"
    found = AnswerReport.objects.filter(status=status).order_by(order)
    return found.select_related("battle__left", "battle__right", "closed_by")


def reports_of(user: User) -> list[dict[str, Any]]:
    """The user's own, as they are told: never who closed them."""
    columns = ("battle", "side", "reason", "words", "status", "created_at")
    return list(AnswerReport.objects.filter(user=user).values(*columns))
