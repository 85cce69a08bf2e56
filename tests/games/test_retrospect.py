"""Beliefs asked after a match: with the same history, once a turn, and never before the end."""

from django.utils import timezone

from games import services
from games.jobs import retrospect
from games.models import Probe
from games.selectors import beliefs_of, record_of
from inference.models import Route
from lib.jobs.models import Job
from tests.games.table import answer, begin, let_model_move

LISTED = '{"candidates": ["dog", "guitar"], "question": "Is it alive?"}'


def play_to_the_end(model):
    """Two questions, then the right guess."""
    Route.objects.update(options={"text": LISTED})
    match = begin(model, is_probed=True)
    for number in range(2):
        let_model_move(match)
        answer(match, f"m{number}")
        match.refresh_from_db()
    Route.objects.update(options={"text": '{"candidates": ["guitar"], "guess": "guitar"}'})
    let_model_move(match)
    assert match.status == "finished"
    return match


def run_jobs() -> int:
    """Let all retrospection be done; how many jobs that took."""
    num_jobs = 0
    while job := Job.objects.filter(kind=services.RETROSPECT, status="pending").first():
        Job.objects.filter(pk=job.pk).update(status="done")
        retrospect(job.payload, 1)
        num_jobs += 1
    return num_jobs


def test_each_turn_is_asked_once_and_stands_beside_what_was_said_live(model):
    match = play_to_the_end(model)
    Route.objects.update(options={"text": '{"candidates": ["cat"]}'})
    assert run_jobs() == 4
    beliefs = beliefs_of(match, record_of(match), "guesser", 1)
    assert [one.turn for one in beliefs] == [1, 2, 3]
    assert beliefs[0].live == {"candidates": ["dog", "guitar"]}
    assert beliefs[2].live == {"candidates": ["guitar"]}
    assert all(one.replay == {"candidates": ["cat"]} for one in beliefs)
    retrospect({"match": str(match.pk)}, 1)
    assert Probe.objects.count() == 3


def test_an_answer_without_sense_is_kept_as_none(model):
    match = play_to_the_end(model)
    Route.objects.update(options={"text": "I do not know."})
    run_jobs()
    assert {one.replay for one in beliefs_of(match, record_of(match), "guesser", 1)} == {None}


def test_a_match_that_did_not_finish_is_not_asked_about(model):
    match = begin(model)
    let_model_move(match)
    services.resign(match_id=match.pk, seat="holder", now=timezone.now())
    assert run_jobs() == 0
    assert Probe.objects.count() == 0
