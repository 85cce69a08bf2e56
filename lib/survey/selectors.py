"""Whom to ask, and what people answered by place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from lib.survey.models import QUESTIONS, SurveyAnswer

ASKED_EVERY = 5  # battle or match of one person, the first among them
POSITIVE = 4  # of 5, the lowest mark that counts as liking


def is_asked(subject: str, num_before: int) -> bool:
    """Whether to show the questions about a battle or match that is over and was not answered yet.

    num_before: how many the same person had ended before it, chat and games counted apart.
    """
    is_due = num_before % ASKED_EVERY == 0
    return is_due and not SurveyAnswer.objects.filter(subject=subject).exists()


@dataclass(frozen=True)
class Answers:
    """num_positive: of each of QUESTIONS, the answers that gave one of the two best marks."""

    num: int
    num_positive: dict[str, int]


def answers_by_place(since: datetime) -> dict[str, Answers]:
    """Only places where somebody answered."""
    positive = {
        f"num_{name}": Count("pk", filter=Q(**{f"{name}__gte": POSITIVE})) for name in QUESTIONS
    }
    answers = SurveyAnswer.objects.filter(created_at__gte=since)
    rows: Any = answers.values("place").annotate(num=Count("pk"), **positive).order_by("place")
    return {
        row["place"]: Answers(row["num"], {name: row[f"num_{name}"] for name in QUESTIONS})
        for row in rows
    }
