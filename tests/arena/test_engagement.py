"""How far battles came: answered, voted on, counted, followed by another."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arena.engagement import Course, courses, median_seconds, median_turns
from arena.models import Vote
from ranking.services import set_aside

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = NOW - timedelta(days=1)


@pytest.fixture
def battle(make_battle):
    """battle(hours, ...): begun so many hours ago."""

    def make(hours: float, **facts):
        return make_battle(created_at=NOW - timedelta(hours=hours), **facts)

    return make


def counted(**steps) -> Course:
    usual = {"is_answered": True, "is_voted": False, "counts": False, "is_followed": False}
    return Course(**usual | {"num": 1} | steps)


def test_battles_that_went_alike_are_counted_together(battle):
    battle(5)
    battle(4)
    battle(3, vote="a")
    aside = battle(2, vote="b")
    set_aside(aside.vote.comparison, "moderator")

    assert sorted(courses(DAY, NOW), key=lambda one: (one.is_voted, one.counts)) == [
        counted(num=2),
        counted(is_voted=True),
        counted(is_voted=True, counts=True),
    ]


def test_another_battle_within_the_hour_follows(battle):
    battle(5.0, visitor_key="ann", vote="a")
    battle(4.2, visitor_key="ann")
    battle(4.1, visitor_key="bob")
    battle(3.0, visitor_key="bob")

    assert sum(one.num for one in courses(DAY, NOW) if one.is_followed) == 1


def test_a_battle_without_both_answers_is_no_more_than_begun(battle):
    waiting = battle(2)
    waiting.turns.update(status="failed")

    assert courses(DAY, NOW) == [counted(is_answered=False)]


def test_too_old_too_new_and_direct_chats_are_left_out(battle):
    battle(25)
    battle(0.5)
    battle(2, mode="direct", right=None)

    assert courses(DAY, NOW) == []
    assert median_seconds(DAY, NOW) is None
    assert median_turns(DAY, NOW) is None


def test_medians_are_of_battles_with_a_vote(battle):
    for hours, seconds in ((2, 10), (3, 20), (4, 90)):
        one = battle(hours, vote="a")
        Vote.objects.filter(battle=one).update(
            created_at=one.created_at + timedelta(seconds=seconds)
        )
    battle(5)

    assert median_seconds(DAY, NOW) == 20.0
    assert median_turns(DAY, NOW) == 1
