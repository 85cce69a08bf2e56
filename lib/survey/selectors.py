"""Whom to ask, and what people answered by place."""

from lib.survey.models import QUESTIONS, SurveyAnswer

ASKED_EVERY = 5  # battle or match of one person, the first among them


def is_asked(subject: str, num_before: int) -> bool:
    """Whether to show the questions about a battle or match that is over and was not answered yet.

    num_before: how many the same person had ended before it, chat and games counted apart.
    """
    is_due = num_before % ASKED_EVERY == 0
    return is_due and not SurveyAnswer.objects.filter(subject=subject).exists()


def marks_by_place() -> dict[str, list[tuple[int, int, int]]]:
    """Marks in the order of QUESTIONS."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    for place, *marks in SurveyAnswer.objects.order_by("pk").values_list("place", *QUESTIONS):
        found.setdefault(place, []).append((marks[0], marks[1], marks[2]))
    return found
