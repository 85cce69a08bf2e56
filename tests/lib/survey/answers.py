"""What people answered, as it is stored."""

from lib.survey.models import QUESTIONS, SurveyAnswer


def marks_by_place() -> dict[str, list[tuple[int, int, int]]]:
    """Marks in the order of QUESTIONS."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    for place, *marks in SurveyAnswer.objects.order_by("pk").values_list("place", *QUESTIONS):
        found.setdefault(place, []).append((marks[0], marks[1], marks[2]))
    return found
