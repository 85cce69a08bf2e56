"""A model that guesses along with two people: asked at each turn, named at the end."""

import random

import pytest
from django.utils import timezone

from games import lobby, services
from games.jobs import retrospect
from games.lobby import Against, Wish
from games.models import Probe
from games.pages.pieces import pieces_of
from games.presenting import state_of
from games.releasing import released
from games.rules.base import Deal
from games.services import Chair, Opening
from inference.models import Route
from lib.jobs.models import Job
from lib.visitors import Visitor
from tests.games.table import ALICE, SECRET, play

BOB = Visitor("bob-key", None, "", "")


@pytest.fixture
def match(model):
    """Alice holds the word, Bob finds it, a model listens."""
    Route.objects.update(options={"text": '{"candidates": ["dog", "guitar", "dog"]}'})
    opening = Opening(
        game="akinator",
        deal=Deal("classic", 20, 7, {"word": SECRET, "aliases": []}),
        chairs={"holder": Chair(visitor=ALICE), "guesser": Chair(visitor=BOB)},
        listener=model,
    )
    opened = services.open_match(opening, timezone.now())
    assert opened.job is not None, "it listens from the first turn on"
    return opened.match


def listen() -> int:
    """Let the model be asked whatever it is to be asked now; how many beliefs there are then."""
    while job := Job.objects.filter(kind=services.RETROSPECT, status="pending").first():
        Job.objects.filter(pk=job.pk).update(status="done")
        retrospect(job.payload, 1)
    return Probe.objects.count()


def shown(match, seat: str | None) -> dict:
    return state_of(match, seat, now=timezone.now())


def test_it_is_asked_once_at_each_turn_of_whoever_guesses(match):
    assert listen() == 1
    play(match, "guesser", question="Is it alive?")
    assert listen() == 1
    play(match, "holder", answer="no")
    assert listen() == 2
    assert listen() == 2


def test_only_whoever_holds_the_word_sees_what_it_thinks(match):
    listen()
    assert shown(match, "holder")["listener"]["guesses"] == ["dog", "guitar"]
    assert "dog, guitar" in pieces_of(shown(match, "holder"))["standing"]
    for seat in ("guesser", None):
        listener = shown(match, seat)["listener"]
        assert listener == {"name": None, "slug": None, "guesses": []}
        assert "guesses along" in pieces_of(shown(match, seat))["standing"]


def test_at_the_end_it_has_a_name_and_its_turns_stand_in_the_timeline(match, model):
    listen()
    play(match, "guesser", guess="guitar")
    assert match.status == "finished"
    state = shown(match, "guesser")
    assert state["listener"]["name"] == model.name
    assert [one["replay"] for one in state["hindsight"]["beliefs"]] == [
        {"candidates": ["dog", "guitar", "dog"]}
    ]
    ending = pieces_of(state)["ending"]
    assert "The model that listened was" in ending
    assert "It first thought of the word on its turn 1." in ending


def test_what_it_thought_is_published_with_its_name(match, model):
    listen()
    play(match, "guesser", guess="guitar")
    row = released(match, "salt")
    assert row["listener"] == model.slug
    assert [one["turn"] for one in row["beliefs"]["guesser"]] == [1]


def test_a_turn_that_is_taken_back_is_thought_of_anew(match):
    listen()
    play(match, "guesser", question="Is it alive?")
    play(match, "holder", answer="no")
    assert listen() == 2
    for seat in ("holder", "guesser"):
        services.take_back(match_id=match.pk, seat=seat, base_seq=match.seq, now=timezone.now())
        match.refresh_from_db()
    assert list(Probe.objects.values_list("turn", flat=True)) == []
    assert listen() == 1


def test_it_is_asked_at_once_when_the_other_player_comes(model):
    opening = Opening(
        game="akinator",
        deal=Deal("classic", 20, 7, {"word": SECRET, "aliases": []}),
        chairs={"holder": Chair(visitor=ALICE)},
        listener=model,
        invite="invite",
    )
    now = timezone.now()
    waiting = services.open_match(opening, now)
    assert waiting.job is None
    joined = services.join(match_id=waiting.match.pk, chair=Chair(visitor=BOB), now=now)
    assert joined.job is not None
    assert joined.job.run_after <= timezone.now()


def test_two_people_get_a_listener_if_a_model_is_free(model):
    wish = Wish("akinator", "classic", Against.HUMAN)
    opening = lobby.opening_for(wish, ALICE, random.Random(1), timezone.now())
    assert opening.listener == model
    Route.objects.update(enabled=False)
    alone = lobby.opening_for(wish, BOB, random.Random(1), timezone.now())
    assert alone.listener is None
