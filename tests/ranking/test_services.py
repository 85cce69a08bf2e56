"""Writes: what is kept, what is refused, and what a reader sees meanwhile."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from ranking import selectors, services
from ranking.models import Comparison, Contestant, Leaderboard
from ranking.refit import Standing, Standings

pytestmark = pytest.mark.django_db


def test_a_comparison_keeps_every_fact(compare, ajax, hector):
    kept = compare(
        ajax, hector, "tie", flags=["fast"], left_style={"tokens": 12}, reading_seconds=4.5
    )
    kept.refresh_from_db()
    assert (kept.left, kept.right, kept.outcome) == (ajax, hector, "tie")
    assert (kept.flags, kept.left_style, kept.reading_seconds) == (["fast"], {"tokens": 12}, 4.5)


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"outcome": "draw"}, "outcome"), ({"source": ""}, "source"), ({"captcha": "x"}, "captcha")],
)
def test_an_impossible_fact_is_refused_by_name(compare, ajax, hector, facts, field):
    with pytest.raises(ValidationError) as refusal:
        compare(ajax, hector, **{"outcome": "left", **facts})
    assert field in refusal.value.message_dict


def test_a_contestant_cannot_meet_itself(compare, ajax):
    with pytest.raises(ValidationError):
        compare(ajax, ajax, "left")


def test_one_source_leaves_one_comparison(compare, ajax, hector):
    compare(ajax, hector, "left", source="battle:one")
    with pytest.raises(ValidationError):
        compare(ajax, hector, "right", source="battle:one")
    assert Comparison.objects.count() == 1


def test_setting_aside_and_restoring_each_happen_once(compare, ajax, hector):
    comparison = compare(ajax, hector, "left")
    assert services.set_aside(comparison, "moderator")
    assert not services.set_aside(comparison, "something else")
    comparison.refresh_from_db()
    assert comparison.excluded == "moderator"
    assert services.restore(comparison)
    assert not services.restore(comparison)
    comparison.refresh_from_db()
    assert comparison.excluded == ""


@pytest.mark.parametrize("reason", ["", "x" * 41])
def test_setting_aside_wants_a_short_reason(compare, ajax, hector, reason):
    comparison = compare(ajax, hector, "left")
    with pytest.raises(ValidationError):
        services.set_aside(comparison, reason)


@pytest.mark.django_db(transaction=True)
def test_a_board_that_cannot_be_written_whole_is_not_written(compare, refit, ajax, hector):
    compare(ajax, hector, "left")
    shown = refit()
    twice = Standing(ajax.pk, 0.0, 1000.0, 900.0, 1100.0, 1, 1, 1, 0)
    with pytest.raises(IntegrityError):
        services.publish_leaderboard(
            standings=Standings("x", 1, {}, True, (twice, twice)),
            board="overall",
            cut_off=timezone.now(),
            last_comparison_id=1,
            published_at=timezone.now(),
        )
    assert selectors.newest_leaderboard() == shown
    assert Leaderboard.objects.count() == 1


def test_a_contestant_in_use_cannot_be_deleted(compare, ajax, hector):
    compare(ajax, hector, "left")
    with pytest.raises(IntegrityError):
        ajax.delete()


def test_ensuring_contestants_adds_the_new_and_leaves_the_others_alone(ajax):
    facts = [{"slug": "ajax", "name": "Another"}, {"slug": "nestor", "name": "Nestor"}]
    created = services.ensure_contestants(contestants=facts)
    assert [contestant.slug for contestant in created] == ["nestor"]
    assert services.ensure_contestants(contestants=facts) == []
    ajax.refresh_from_db()
    assert ajax.name == "Ajax"


def test_activating_tells_whether_it_changed_anything(ajax):
    assert services.deactivate(contestant=ajax)
    assert not services.deactivate(contestant=ajax)
    assert not Contestant.objects.get(pk=ajax.pk).active
    assert services.activate(contestant=ajax)
