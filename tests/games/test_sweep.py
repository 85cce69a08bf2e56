"""Beat's round: no match stays stuck, whatever happened to its worker."""

from datetime import timedelta

from django.utils import timezone

from games import services
from games.models import Match, Player
from games.tasks import sweep_matches
from lib.jobs.models import Job
from tests.games.table import begin, let_model_move


def last_moved(match: Match, ago: timedelta) -> None:
    Match.objects.filter(pk=match.pk).update(last_move_at=timezone.now() - ago)


def test_what_nobody_plays_is_abandoned(model, settings):
    settings.MATCH_IDLE_SECONDS = 600
    left, played = begin(model), begin(model)
    last_moved(left, timedelta(minutes=11))
    last_moved(played, timedelta(minutes=9))
    sweep_matches()
    statuses = [Match.objects.get(pk=match.pk).status for match in (left, played)]
    assert statuses == ["abandoned", "playing"]


def test_a_try_at_the_word_of_the_day_stays_open_until_the_day_is_over(model, settings):
    settings.MATCH_IDLE_SECONDS = 600
    match = begin(model, day=timezone.now().date())
    last_moved(match, timedelta(minutes=11))
    sweep_matches()
    assert Match.objects.get(pk=match.pk).status == "playing"
    Player.objects.filter(match=match).exclude(day=None).update(
        day=timezone.now().date() - timedelta(days=1)
    )
    sweep_matches()
    assert Match.objects.get(pk=match.pk).status == "abandoned"


def test_a_turn_whose_job_was_lost_for_good_is_asked_again(model):
    match = begin(model)
    Job.objects.update(status=Job.Status.FAILED)
    last_moved(match, timedelta(seconds=30))
    sweep_matches()
    let_model_move(match)
    assert match.seq == 1


def test_a_turn_that_somebody_works_on_is_left_alone(model):
    match = begin(model)
    Job.objects.update(status=Job.Status.RUNNING)
    last_moved(match, timedelta(seconds=30))
    sweep_matches()
    assert Job.objects.filter(kind=services.MODEL_TURN).count() == 1


def test_a_match_that_waits_for_a_human_is_left_alone(model):
    match = begin(model)
    let_model_move(match)
    last_moved(match, timedelta(seconds=30))
    sweep_matches()
    assert Job.objects.filter(status=Job.Status.PENDING).count() == 0
