"""Tournaments of scripted models: every fixture once, whatever happens on the way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from games import services as matches
from games.errors import NotAllowed
from games.jobs import tournament_step
from games.models import Match, Tournament
from games.tasks import sweep_matches, sweep_tournaments
from games.tournaments import selectors, services
from games.tournaments.selectors import STEP, next_fixture, report_of, tournament_of
from games.tournaments.stepping import MOST_TRIES, play_turn
from inference.backends.base import BackendError
from inference.models import Completion, Route
from lib.jobs.models import Job
from ranking.models import MatchResult
from tests.games.table import begin
from tests.games.tournaments.holding import create, play

pytestmark = pytest.mark.django_db


def run_waiting_step() -> None:
    """As a worker would: claim the one waiting job, run it, and finish it."""
    job = Job.objects.get(kind=STEP, status=Job.Status.PENDING)
    job.status = Job.Status.RUNNING
    job.save()
    tournament_step(job.payload, 1)
    job.status = Job.Status.DONE
    job.save()


def test_every_pair_meets_in_both_roles_and_whoever_begins_wins(three):
    tournament = create(three)
    play(tournament)
    assert tournament.status == Tournament.Status.FINISHED
    report = report_of(tournament)
    assert (report.num_over, report.num_void, len(report.matches)) == (6, 0, 6)
    assert {row.points for row in report.standings} == {2.0}
    assert {(row.rank_low, row.rank_high) for row in report.standings} == {(1, 3)}


def test_matches_of_a_tournament_are_on_no_board_of_people(three):
    tournament = create(three[:2])
    play(tournament)
    assert not MatchResult.objects.exists()
    assert not Match.objects.filter(is_rated=True).exists()
    assert set(Job.objects.values_list("kind", flat=True)) == {STEP}  # no beliefs are asked for


def test_all_guess_the_same_words_with_the_same_chances(three):
    Route.objects.update(options={"text": '{"guess": "kite"}'})
    tournament = create(three, "akinator", "classic", num_legs=2)
    play(tournament)
    dealt = set(Match.objects.values_list("deal__item__word", "deal__seed", "wording"))
    assert len(dealt) == 2
    assert {match.players.get(seat="holder").kind for match in Match.objects.all()} == {"search"}


def test_it_goes_on_wherever_it_was_stopped(three):
    """Nothing is kept between turns, so a kill loses at most the turn that was being thought."""
    tournament = create(three)
    for _ in range(500):
        if next_fixture(tournament) is None:
            break
        play_turn(tournament_of(tournament.pk))  # as a new process finds it
    places = list(tournament.matches.order_by("place").values_list("place", flat=True))
    assert places == list(range(6))
    assert not tournament.matches.exclude(status="finished").exists()


def test_no_fixture_has_two_matches(three):
    tournament, now = create(three), timezone.now()
    fixture = next_fixture(tournament)
    first = services.match_at(tournament, fixture, now)
    assert services.match_at(tournament, fixture, now) == first


def test_a_model_that_writes_no_move_voids_its_match_and_the_schedule_goes_on(three):
    Route.objects.filter(contestant_slug="ajax").update(options={"text": "I would rather not."})
    tournament = create(three)
    play(tournament)
    report = report_of(tournament)
    assert (tournament.status, report.num_over, report.num_void) == ("finished", 6, 4)
    assert [row.num_duels for row in report.standings if row.num_duels] == [2, 2]


def test_a_model_that_does_not_answer_is_asked_again_before_its_match_is_void(three):
    Route.objects.update(options={"error": "unavailable"})
    tournament = create(three[:2])
    with pytest.raises(BackendError):
        play_turn(tournament)
    assert tournament.matches.get().status == "playing"
    play_turn(tournament, gives_up=True)
    assert tournament.matches.get().status == "void"
    assert MOST_TRIES < services.MOST_ATTEMPTS


def test_it_stops_when_its_tokens_are_used_up_and_goes_on_with_more(three):
    tournament = create(three[:2], most_tokens=1)
    play(tournament)
    assert tournament.status == Tournament.Status.SPENT
    assert tournament.num_tokens > 0
    with pytest.raises(NotAllowed, match="Give a limit above that"):
        services.resume(tournament, timezone.now())
    assert services.resume(tournament, timezone.now(), most_tokens=10**6)
    play(tournament)
    assert tournament.status == Tournament.Status.FINISHED
    assert not services.resume(tournament, timezone.now())


def test_what_is_paused_rests(three):
    tournament = create(three[:2])
    assert services.pause(tournament)
    run_waiting_step()
    assert not tournament.matches.exists()
    assert not Job.objects.filter(kind=STEP, status="pending").exists()


def test_a_person_never_waits_behind_a_tournament(three):
    """While a turn against a person is due, the tournament asks no model and comes back later."""
    tournament = create(three[:2])
    begin(three[2])
    turn = Job.objects.get(kind=matches.MODEL_TURN)
    now = timezone.now()
    run_waiting_step()
    assert not Completion.objects.exists()
    assert not tournament.matches.exists()
    later = Job.objects.get(kind=STEP, status="pending")
    assert later.run_after > now + timedelta(seconds=2)

    Job.objects.filter(pk=turn.pk).update(status="done")
    run_waiting_step()
    assert tournament.matches.get().seq == 1


def test_while_a_person_is_answered_the_tournament_rests(three):
    tournament = create(three[:2])
    begin(three[2])
    Job.objects.filter(kind=matches.MODEL_TURN).update(
        status="running", lease_until=timezone.now() + timedelta(seconds=15)
    )
    run_waiting_step()
    assert not tournament.matches.exists()


def test_all_tournaments_together_have_one_job(three):
    for _ in range(3):
        create(three)
    run_waiting_step()
    sweep_tournaments()
    assert Job.objects.filter(kind=STEP, status="pending").count() == 1


def test_a_lost_job_is_written_anew_and_one_at_work_is_left_alone(three):
    create(three)
    jobs = Job.objects.filter(kind=STEP)
    jobs.update(status="running", lease_until=timezone.now())
    sweep_tournaments()
    assert jobs.count() == 1
    jobs.update(status="failed")
    sweep_tournaments()
    assert jobs.filter(status="pending").count() == 1


def test_a_match_that_waits_for_idle_time_is_not_abandoned(three, settings):
    tournament = create(three[:2])
    play_turn(tournament)
    long_ago = timezone.now() - timedelta(seconds=settings.MATCH_IDLE_SECONDS * 2)
    Match.objects.update(last_move_at=long_ago)
    sweep_matches()
    assert tournament.matches.get().status == "playing"
    assert not Job.objects.filter(kind=matches.MODEL_TURN).exists()


@pytest.mark.parametrize(
    ("game", "mode", "facts", "words"),
    [
        ("akinator", "own-word", {}, "There are tournaments of"),
        ("connect-four", "standard", {"num_legs": 0}, "one leg"),
        ("akinator", "classic", {"num_legs": 1000}, "no other object"),
    ],
)
def test_what_cannot_be_is_refused_in_words(three, game, mode, facts, words):
    with pytest.raises(NotAllowed, match=words):
        create(three, game, mode, **facts)
    assert not Tournament.objects.exists()


def test_while_the_engine_works_for_others_the_tournament_rests(three, monkeypatch):
    tournament = create(three[:2])
    monkeypatch.setattr(selectors, "num_at_engine", lambda: 1)
    run_waiting_step()
    assert not tournament.matches.exists()
    monkeypatch.setattr(selectors, "num_at_engine", lambda: 0)
    run_waiting_step()
    assert tournament.matches.exists()
