"""Answers are kept once a battle or match; a second one replaces the first."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lib.survey.models import QUESTIONS, SurveyAnswer


def answer_survey(
    *, place: str, subject: str, visitor_hash: str, marks: Mapping[str, str], now: datetime
) -> SurveyAnswer:
    """marks: 1 to 5 by question. Raises ValidationError; then nothing was written."""
    found = {question: marks.get(question, "") for question in QUESTIONS}
    if not all(mark in ("1", "2", "3", "4", "5") for mark in found.values()):
        raise ValidationError(_("Answer all three questions, from 1 to 5."))
    facts = {question: int(mark) for question, mark in found.items()}
    answer, _created = SurveyAnswer.objects.update_or_create(
        subject=subject,
        defaults={"place": place, "visitor_hash": visitor_hash, "created_at": now, **facts},
    )
    return answer
