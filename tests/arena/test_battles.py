"""Battles through their doors: modes, turns, stop, regenerate, failures, refusals."""

import random

import pytest
from django.test import Client

from arena import attempts
from arena.models import Battle, Consent, Reply, Turn
from arena.reply_runner import AttemptResult, SideResult
from inference.backends.base import BackendError
from lib.jobs.models import Job
from tests.arena.scene import ANSWER, add_contestant, answer, answered, start

pytestmark = [
    pytest.mark.redis,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("scripted_arena"),
]
JSON = {"Accept": "application/json"}


@pytest.fixture
def pair():
    return [add_contestant("ajax"), add_contestant("hektor")]


def test_a_prompt_makes_a_battle_a_turn_and_a_job(client, pair):
    battle = start(client, prompt="  Who won at Troy?  ")

    assert battle.status == Battle.Status.OPEN
    assert battle.turns.get().text == "Who won at Troy?"
    assert battle.propensity == 1.0
    assert battle.language == "en"
    assert Job.objects.get(kind="arena.turn").payload == {"turn": battle.turns.get().pk}


def test_both_sides_answer(client, pair):
    turn = answer(start(client))

    assert turn.status == Turn.Status.DONE
    assert [reply.text for reply in turn.replies.all()] == [ANSWER, ANSWER]
    assert {reply.contestant.slug for reply in turn.replies.all()} == {"ajax", "hektor"}


def test_the_page_of_an_unvoted_battle_names_nobody(client, pair):
    battle = answered(client)

    page = client.get(f"/battles/{battle.pk}/").content.decode().casefold()

    assert ANSWER.casefold() in page
    assert "ajax" not in page
    assert "hektor" not in page


def test_a_strangers_battle_is_not_found(client, pair):
    battle = answered(client)

    assert Client().get(f"/battles/{battle.pk}/").status_code == 404
    assert Client().post(f"/battles/{battle.pk}/stop/").status_code == 404


def test_consent_is_asked_once_and_kept(client, pair):
    refused = client.post("/battles/", {"prompt": "Hi", "captcha": "passed"}, headers=JSON)
    assert refused.status_code == 403
    assert refused.json()["error"]["kind"] == "consent"

    start(client)
    start(client, consent="")

    assert Consent.objects.count() == 1


def test_the_first_prompt_needs_a_captcha_and_the_next_does_not(client, pair):
    form = {"prompt": "Hi", "consent": "on"}
    refused = client.post("/battles/", form, headers=JSON)
    assert refused.json()["error"]["kind"] == "captcha"

    assert start(client).captcha == "passed"
    assert start(client, captcha="").captcha == "passed"


def test_an_unreachable_captcha_lets_the_prompt_through_unverified(client, pair):
    assert start(client, captcha="unverified").captcha == "unverified"


def test_a_form_gets_the_page_again_with_its_words_kept(client, pair):
    page = client.post("/battles/", {"prompt": "My long question", "captcha": "passed"})

    assert page.status_code == 403
    assert "My long question" in page.content.decode()


@pytest.mark.parametrize(("prompt", "words"), [("   ", "Write"), ("x" * 12_001, "12001")])
def test_empty_and_too_long_prompts_are_refused_with_the_reason(client, pair, prompt, words):
    form = {"prompt": prompt, "consent": "on", "captcha": "passed"}
    answer = client.post("/battles/", form, headers=JSON)

    assert answer.status_code == 400
    assert words in answer.json()["error"]["message"]
    assert not Battle.objects.exists()


def test_a_battle_needs_two_that_can_answer(client):
    add_contestant("ajax")

    form = {"prompt": "Hi", "consent": "on", "captcha": "passed"}
    answer = client.post("/battles/", form, headers=JSON)

    assert answer.status_code == 503
    assert answer.json()["error"]["kind"] == "busy"


def test_a_second_turn_carries_the_conversation(client):
    add_contestant("ajax", echo=True)
    add_contestant("hektor", echo=True)
    battle = answered(client, prompt="First")

    added = client.post(f"/battles/{battle.pk}/turns/", {"prompt": "Second"}, headers=JSON)
    turn = answer(battle)

    assert added.status_code == 200
    assert added.json()["turn"] == 1
    assert [reply.text for reply in turn.replies.all()] == ["Second", "Second"]
    assert turn.first_event > battle.turns.first().first_event


def test_no_second_turn_while_the_first_is_written(client, pair):
    battle = start(client)

    refused = client.post(f"/battles/{battle.pk}/turns/", {"prompt": "More"}, headers=JSON)

    assert refused.status_code == 409
    assert battle.turns.count() == 1


def test_stop_ends_both_sides_without_a_vote(client):
    for slug in ("ajax", "hektor"):
        add_contestant(slug, text="word " * 2000, delay_seconds=0.01)
    battle = start(client)
    client.post(f"/battles/{battle.pk}/stop/")

    turn = answer(battle)

    assert turn.status == Turn.Status.STOPPED
    assert {reply.status for reply in turn.replies.all()} == {"stopped"}
    assert "You stopped" in client.get(f"/battles/{battle.pk}/").content.decode()


def test_regenerate_answers_anew_and_keeps_the_old(client, pair):
    battle = answered(client)

    client.post(f"/battles/{battle.pk}/regenerate/", headers=JSON)
    turn = answer(battle)

    assert turn.status == Turn.Status.DONE
    assert turn.attempt == 2
    assert Reply.objects.filter(turn=turn).count() == 4


def test_a_failing_side_on_the_first_turn_swaps_the_pair_once(client, monkeypatch):
    add_contestant("ajax", error="unavailable")
    battle_of = [add_contestant("hektor"), add_contestant("nestor")]
    swapped = None
    for _ in range(12):  # the pair is drawn: go on until the failing one is in it
        battle = answered(client)
        if battle.swaps:
            swapped = battle
            break

    assert swapped is not None
    assert {swapped.left, swapped.right} == set(battle_of)
    turn = swapped.turns.get()
    assert turn.status == Turn.Status.DONE
    assert turn.attempt == 2


def test_a_side_that_fails_with_nobody_to_take_its_place_breaks_the_battle(client):
    add_contestant("ajax", error="broken", error_after_chunks=1)
    add_contestant("hektor")

    battle = answered(client)

    assert battle.status == Battle.Status.BROKEN
    assert battle.turns.get().status == Turn.Status.FAILED
    page = client.get(f"/battles/{battle.pk}/").content.decode()
    assert "One side failed" in page


def test_contestants_chosen_by_name_are_never_swapped(client):
    add_contestant("ajax", error="broken")
    for slug in ("hektor", "nestor"):
        add_contestant(slug)

    battle = answered(client, mode="named", left="ajax", right="hektor")

    assert battle.swaps == []
    assert battle.status == Battle.Status.BROKEN


def test_side_by_side_shows_the_names(client, pair):
    battle = answered(client, mode="named", left="ajax", right="hektor")

    assert "Hektor" in client.get(f"/battles/{battle.pk}/").content.decode()


def test_a_contestant_is_not_compared_with_itself(client, pair):
    form = {"mode": "named", "prompt": "Hi", "left": "ajax", "right": "ajax"}
    refused = client.post("/battles/", form | {"consent": "on", "captcha": "passed"}, headers=JSON)

    assert refused.status_code == 400


def test_direct_chat_has_one_side(client, pair):
    battle = answered(client, mode="direct", left="ajax")

    assert battle.right is None
    assert battle.turns.get().replies.count() == 1


def test_a_turn_whose_runners_keep_dying_is_given_up(client, pair):
    battle = start(client)

    turn = answer(battle, attempt=5)

    battle.refresh_from_db()
    assert turn.status == Turn.Status.FAILED
    assert battle.status == Battle.Status.BROKEN


def test_a_turn_that_is_over_is_not_answered_again(client, pair):
    battle = answered(client)

    turn = answer(battle)

    assert turn.attempt == 1
    assert turn.replies.count() == 2


def test_a_runner_that_was_overtaken_changes_nothing(client, pair):
    add_contestant("nestor")
    battle = start(client)
    turn_id = battle.turns.get().pk
    overtaken = attempts.begin_attempt(turn_id=turn_id)
    attempts.begin_attempt(turn_id=turn_id)  # its lease ran out: somebody else answers now
    sides = {"a": SideResult(status="failed", error=BackendError("cut")), "b": SideResult("done")}
    result = AttemptResult(sides, stopped=False, wants_swap=True)
    drawn = (battle.left, battle.right)

    swapped = attempts.swap_pair(turn=overtaken, result=result, rng=random.Random(1))
    finished = attempts.finish_attempt(turn=overtaken, result=result)

    battle.refresh_from_db()
    assert not swapped
    assert not finished
    assert (battle.left, battle.right) == drawn
    assert not Reply.objects.exists()
    assert battle.turns.get().status == Turn.Status.RUNNING
