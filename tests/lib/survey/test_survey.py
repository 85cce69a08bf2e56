"""Three marks, once a battle or match."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from lib.survey.selectors import Answers, answers_by_place, is_asked
from lib.survey.services import answer_survey
from tests.lib.survey.answers import marks_by_place

pytestmark = pytest.mark.django_db


def give(subject: str = "match:1", place: str = "akinator", **marks: str) -> None:
    given = {"like": "5", "satisfied": "4", "often": "3"} | marks
    answer_survey(place=place, subject=subject, visitor_hash="a", marks=given, now=timezone.now())


def test_marks_are_kept_by_place():
    give()
    give("match:2", like="1")
    give("battle:1", place="chat")
    assert marks_by_place() == {"akinator": [(5, 4, 3), (1, 4, 3)], "chat": [(5, 4, 3)]}


def test_a_second_answer_takes_the_place_of_the_first():
    give()
    give(often="1")
    assert marks_by_place() == {"akinator": [(5, 4, 1)]}


def test_the_first_is_asked_about_and_then_every_fifth():
    asked = [number for number in range(12) if is_asked(f"match:{number}", number)]
    assert asked == [0, 5, 10]


def test_what_was_answered_is_not_asked_again():
    give("match:1")
    assert not is_asked("match:1", 0)
    assert is_asked("match:2", 0)


def test_answers_are_counted_by_place_with_those_that_are_positive():
    give()
    give("match:2", like="1")
    give("battle:1", place="chat")
    assert answers_by_place(timezone.now() - timedelta(days=1)) == {
        "akinator": Answers(2, {"like": 1, "satisfied": 2, "often": 0}),
        "chat": Answers(1, {"like": 1, "satisfied": 1, "often": 0}),
    }
    assert answers_by_place(timezone.now()) == {}


@pytest.mark.parametrize("mark", ["", "0", "6", "good", "1.5"])
def test_marks_are_from_1_to_5(mark):
    with pytest.raises(ValidationError, match="from 1 to 5"):
        give(like=mark)
    assert marks_by_place() == {}
