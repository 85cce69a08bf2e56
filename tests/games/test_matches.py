"""Matches by the services and over HTTP: begun, moved, ended, each exactly once."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from games import services
from games.errors import NotAllowed, Stale
from games.jobs import model_turn
from games.models import Match
from games.presenting import state_of
from games.sealing import commitment
from games.selectors import DELAY
from inference.backends.base import BackendError
from inference.models import Route
from lib.jobs.models import Job
from tests.games.table import answer, begin, let_model_move
from tests.lib.survey.answers import marks_by_place

JSON = {"Accept": "application/json"}


def test_a_model_asks_and_a_human_answers(model):
    match = begin(model)
    let_model_move(match)
    assert [event.kind for event in match.events.all()] == ["asked"]
    answer(match)
    assert [event.seq for event in match.events.all()] == [1, 2]


def test_one_move_sent_many_times_is_one_move(model):
    match = begin(model)
    let_model_move(match)
    first = answer(match)
    again = answer(match)
    assert (first.is_new, again.is_new) == (True, False)
    assert match.events.count() == first.seq == again.seq == 2


def test_a_move_on_an_older_state_is_stale_and_changes_nothing(model):
    match = begin(model)
    let_model_move(match)
    with pytest.raises(Stale) as refusal:
        answer(match, base=0)
    assert refusal.value.seq == 1
    assert match.events.count() == 1


def test_a_model_that_repeats_itself_is_asked_again_and_then_taken_at_its_word(model):
    match = begin(model)
    let_model_move(match)
    answer(match)
    match.refresh_from_db()
    let_model_move(match)
    assert match.events.last().payload["is_repeat"] is True
    turn = match.model_turns.get(base_seq=2)
    assert [one["rung"] for one in turn.rungs] == ["whole", "told_why", "short"]


def test_a_model_that_makes_no_sense_voids_the_match(model):
    Route.objects.update(options={"text": "I would rather sing."})
    match = begin(model)
    let_model_move(match)
    assert (match.status, match.ending) == (Match.Status.VOID, "model-failed")
    assert {one["fault"] for one in match.model_turns.get().rungs} == {"there was no JSON in it."}


def test_a_route_that_fails_is_tried_again_by_the_job_and_then_the_match_is_void(model):
    Route.objects.update(options={"error": "unavailable"})
    match = begin(model)
    payload = Job.objects.get(kind=services.MODEL_TURN).payload
    with pytest.raises(BackendError):
        model_turn(payload, 1)
    Match.objects.update(last_move_at=timezone.now() - timedelta(seconds=91))
    model_turn(payload, 2)
    match.refresh_from_db()
    assert match.status == Match.Status.VOID


def test_a_turn_that_comes_twice_moves_once(model):
    match = begin(model)
    payload = Job.objects.get(kind=services.MODEL_TURN).payload
    model_turn(payload, 1)
    model_turn(payload, 2)
    assert match.events.count() == 1


def test_whoever_resigns_loses_and_the_match_does_not_count(model):
    match = begin(model)
    services.resign(match_id=match.pk, seat="holder", now=timezone.now())
    match.refresh_from_db()
    results = {player.seat: player.result for player in match.players.all()}
    assert results == {"holder": "lost", "guesser": "won"}
    assert (match.is_rated, match.unrated_because) == (False, "resigned")
    with pytest.raises(NotAllowed, match="over"):
        services.resign(match_id=match.pk, seat="holder", now=timezone.now())


def test_a_move_can_be_taken_back_and_then_nothing_counts(model):
    match = begin(model)
    let_model_move(match)
    answer(match)
    match.refresh_from_db()
    services.take_back(match_id=match.pk, seat="holder", base_seq=match.seq, now=timezone.now())
    match.refresh_from_db()
    assert match.unrated_because == "taken-back"
    answer(match, move_id="m2")
    assert [event.kind for event in match.events.all()] == [
        "asked",
        "answered",
        "taken_back",
        "answered",
    ]


def test_a_form_takes_back_what_it_saw_last(model, client):
    client.get("/games/")
    client.post("/games/akinator/own-word/")
    match = Match.objects.get()
    move = {"base": "0", "id": "a", "word": "kite"}
    client.post(f"/games/matches/{match.pk}/moves/", move)
    place = f"/games/matches/{match.pk}/take-back/"
    assert "as base" in client.post(place, headers=JSON).json()["error"]["message"]
    assert client.post(place, {"base": "0"}, headers=JSON).json()["error"]["kind"] == "stale"
    assert client.post(place, {"base": "1"}).status_code == 302
    assert [event.kind for event in match.events.all()] == ["chosen", "taken_back"]


def test_a_match_in_which_nothing_happens_is_abandoned(model):
    match, idle = begin(model), timedelta(minutes=10)
    assert services.abandon(match_id=match.pk, idle=idle, now=timezone.now()) is None
    later = timezone.now() + timedelta(minutes=11)
    assert services.abandon(match_id=match.pk, idle=idle, now=later).status == "abandoned"


def test_the_deal_is_sealed_and_opened_at_the_end(model, client):
    match = begin(model)
    state = client.get(f"/games/matches/{match.pk}/", headers=JSON).json()
    assert "guitar" not in json.dumps(state)
    services.resign(match_id=match.pk, seat="holder", now=timezone.now() - DELAY)
    over = client.get(f"/games/matches/{match.pk}/", headers=JSON).json()
    assert over["sealed"]["deal"]["item"]["word"] == "guitar"
    assert commitment(over["sealed"]["deal"], over["sealed"]["nonce"]) == state["commitment"]


def test_a_player_moves_by_form_and_a_stranger_does_not(model, client, settings):
    client.get("/games/")
    client.post("/games/akinator/own-word/")
    match = Match.objects.get()
    move = {"base": "0", "id": "a", "word": "kite"}
    assert client.post(f"/games/matches/{match.pk}/moves/", move).status_code == 302
    match.refresh_from_db()
    assert match.seq == 1
    stranger = type(client)()
    refused = stranger.post(f"/games/matches/{match.pk}/moves/", move, headers=JSON)
    assert refused.status_code == 409
    assert "watching" in refused.json()["error"]["message"]


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_keeps_what_is_over_and_every_event(model):
    match = begin(model)
    let_model_move(match)
    with pytest.raises(DatabaseError, match="an event stays"):
        match.events.update(kind="guessed")
    services.resign(match_id=match.pk, seat="holder", now=timezone.now())
    with pytest.raises(DatabaseError, match="a match that is over stays"):
        Match.objects.update(status=Match.Status.PLAYING)


def test_two_people_meet_by_a_link(db, client):
    client.get("/games/")
    client.post("/games/akinator/own-word/", {"against": "human"})
    match = Match.objects.get()
    assert match.status == "waiting"
    friend = type(client)()
    assert "invited" in friend.get(f"/games/join/{match.invite}/").content.decode()
    assert friend.post(f"/games/join/{match.invite}/").status_code == 302
    third = type(client)()
    third.post(f"/games/join/{match.invite}/")
    assert match.players.count() == 2
    match.refresh_from_db()
    assert (match.status, match.is_rated) == ("playing", False)


def test_a_rematch_is_the_same_game_against_another_draw(model, client):
    client.get("/games/")
    client.post("/games/akinator/own-word/")
    match = Match.objects.get()
    early = client.post(f"/games/matches/{match.pk}/rematch/", headers=JSON)
    assert "Finish this match first" in early.json()["error"]["message"]
    client.post(f"/games/matches/{match.pk}/resign/")
    client.post(f"/games/matches/{match.pk}/rematch/")
    again = Match.objects.exclude(pk=match.pk).get()
    assert (again.rematch_of, again.mode) == (match, "own-word")


def resigned(client) -> str:
    """The address of a match that is over."""
    address = client.post("/games/akinator/own-word/")["Location"]
    client.post(f"{address}resign/")
    return address


def test_a_player_says_how_it_was_at_most_every_fifth_match(model, client):
    client.get("/games/")
    marks = {"like": "5", "satisfied": "4", "often": "2"}
    addresses = [resigned(client) for _ in range(6)]
    asked = ["data-survey" in client.get(address).content.decode() for address in addresses]
    assert asked == [True, False, False, False, False, True]
    assert client.post(f"{addresses[0]}survey/", marks).status_code == 302
    refused = client.post(f"{addresses[1]}survey/", marks, headers=JSON)
    assert "Nobody asked you" in refused.json()["error"]["message"]
    assert marks_by_place() == {"akinator": [(5, 4, 2)]}
    assert "data-survey" not in client.get(addresses[0]).content.decode()


def test_one_player_has_a_few_matches_at_once(model, client, settings):
    settings.RUNNING_MATCHES = 1
    client.get("/games/")
    client.post("/games/akinator/own-word/")
    refused = client.post("/games/akinator/own-word/", headers=JSON)
    assert (refused.status_code, Match.objects.count()) == (429, 1)


def test_a_state_never_runs_ahead_of_its_own_number(model):
    """Else a client would move on a number that is old already, and be refused for no fault."""
    match = begin(model)
    read_before = Match.objects.get(pk=match.pk)
    let_model_move(match)
    state = state_of(read_before, "holder", now=timezone.now())
    assert (state["seq"], state["to_move"], state["events"]) == (0, "guesser", [])
