"""The three questions after a vote: asked at most every fifth time, answered once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lib.visitors import SESSION_KEY
from tests.lib.survey.answers import marks_by_place

JSON = {"Accept": "application/json"}
MARKS = {"like": "4", "satisfied": "3", "often": "1"}


@pytest.fixture
def battles(client, make_battle):
    """Six votes of the client, one a minute."""
    client.get("/")
    key, now = client.session[SESSION_KEY], timezone.now()
    return [
        make_battle(vote="a", visitor_key=key, created_at=now + timedelta(minutes=number))
        for number in range(6)
    ]


def post(client, battle, **marks):
    return client.post(f"/battles/{battle.pk}/survey/", MARKS | marks, headers=JSON)


def test_a_voter_is_asked_the_first_time_and_then_every_fifth(client, battles):
    pages = [client.get(f"/battles/{battle.pk}/").content.decode() for battle in battles]

    assert ["data-survey" in page for page in pages] == [True, False, False, False, False, True]


def test_the_answers_are_kept_under_chat_and_the_questions_go(client, battles):
    assert post(client, battles[0]).status_code == 200

    assert marks_by_place() == {"chat": [(4, 3, 1)]}
    assert "data-survey" not in client.get(f"/battles/{battles[0].pk}/").content.decode()


def test_who_was_not_asked_is_not_heard(client, battles, make_battle):
    refused = post(client, battles[1])
    assert (refused.status_code, refused.json()["error"]["kind"]) == (400, "invalid")
    assert post(type(client)(), battles[0]).status_code == 404
    unvoted = make_battle(visitor_key=client.session[SESSION_KEY])
    assert post(client, unvoted).status_code == 400
    assert marks_by_place() == {}


def test_all_three_are_answered_or_none(client, battles):
    refused = post(client, battles[0], often="")

    assert "all three" in refused.json()["error"]["message"]
    assert marks_by_place() == {}
