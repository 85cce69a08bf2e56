"""What is told of a match once it is over: beliefs, bits, answers that look surprising."""

from datetime import timedelta

from django.utils import timezone

from games.presenting import state_of
from inference.models import Route
from tests.games.table import begin, let_model_move
from tests.games.test_results import play
from tests.games.test_retrospect import play_to_the_end, run_jobs


def hindsight(match, seat: str | None) -> dict | None:
    """A minute later, when spectators know it too."""
    match.refresh_from_db()
    return state_of(match, seat, now=timezone.now() + timedelta(minutes=1))["hindsight"]


def test_nothing_is_told_while_a_match_runs(model):
    match = begin(model, item_key="guitar")
    let_model_move(match)
    assert hindsight(match, "holder") is None


def test_beliefs_stand_by_turn_with_the_event_that_they_belong_to(model):
    match = play_to_the_end(model)
    Route.objects.update(options={"text": '{"candidates": ["cat"]}'})
    run_jobs()
    beliefs = hindsight(match, None)["beliefs"]
    assert [one["turn"] for one in beliefs] == [1, 2, 3]
    assert {tuple(one["replay"]["candidates"]) for one in beliefs} == {("cat",)}
    listed = {event.seq: event.payload for event in match.events.filter(kind="listed")}
    assert {one["seq"]: one["live"] for one in beliefs} == listed


def test_each_answer_tells_its_bits_where_the_bank_knows(model):
    told = hindsight(play(model, answers=("no", "no")), None)["told"]
    assert [(one["turn"], one["answer"]) for one in told] == [(1, "no"), (2, "no")]
    assert told[0]["bits"] > 0
    assert told[1]["bits"] == 0  # nothing that is not alive is an animal


def test_surprising_answers_are_told_to_whoever_gave_them_and_to_nobody_else(model):
    match = play(model, answers=("yes", "yes", "yes", "no"))
    surprising = hindsight(match, "holder")["surprising"]
    assert surprising["is_own"]
    assert surprising["is_excluded"]
    assert [one["question"] for one in surprising["answers"]] == [
        "Is it alive?",
        "Is it an animal?",
        "Can you eat it?",
    ]
    assert hindsight(match, None)["surprising"] is None


def test_true_answers_surprise_nobody(model):
    assert hindsight(play(model, answers=("no", "no")), "holder")["surprising"] is None
