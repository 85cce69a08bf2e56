"""The games in the public API."""

import json

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient
from django.utils import timezone

from games.models import Match
from games.sealing import commitment
from lib import public_api
from ranking.jobs import refit_match_board
from tests.games.table import SECRET, begin
from tests.games.test_results import play

pytestmark = pytest.mark.django_db


async def _get(address: str) -> list[dict]:
    answer = await AsyncClient().get(address)
    assert answer.status_code == 200
    text = "".join([part.decode() async for part in answer.streaming_content])
    return [json.loads(line) for line in text.splitlines()]


def lines(query: str = "") -> list[dict]:
    return async_to_sync(_get)(f"/api/v1/games/matches.jsonl{query}")


@pytest.fixture(autouse=True)
def _as_often_as_one_likes(monkeypatch):
    monkeypatch.setattr(public_api, "allow", lambda limit, *who: True)


def test_every_game_is_listed_with_its_modes(client):
    games = {game["game"]: game for game in client.get("/api/v1/games/").json()}
    assert set(games) == {"akinator", "twenty-questions", "taboo", "bluffing", "connect-four"}
    board = games["taboo"]["modes"][0]["board"]
    assert client.get(board).status_code == 404


def test_a_board_says_how_it_was_made(model, client):
    for guess in ("guitar", "piano", "guitar"):
        play(model, guess=guess)
    refit_match_board({"board": "akinator:classic"}, 1)
    answer = client.get("/api/v1/games/akinator/classic/")
    board = answer.json()
    assert (board["method"], board["num_matches"]) == ("item-response-2", 3)
    assert board["rows"][0]["slug"] == model.slug
    assert [(row["item"], row["num_matches"]) for row in board["items"]] == [("guitar", 3)]
    assert board["set_aside"] == {}
    again = client.get("/api/v1/games/akinator/classic/", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("place", ["chess/classic", "akinator/blitz"])
def test_what_there_is_not_is_said(client, place):
    answer = client.get(f"/api/v1/games/{place}/")
    assert answer.status_code == 404
    assert "There is no such" in answer.json()["detail"]


@pytest.mark.django_db(transaction=True)
def test_finished_matches_are_given_away_without_the_people_in_them(model):
    match = play(model)
    (row,) = lines()
    text = json.dumps(row)
    assert (row["game"], row["ending"], row["deal"]["item"]["word"]) == (
        "akinator",
        "guessed",
        "guitar",
    )
    assert [event["kind"] for event in row["events"]][:2] == ["asked", "answered"]
    assert row["events"][1]["payload"] == {"answer": "no"}
    assert "alice-key" not in text
    assert str(match.pk) not in text
    assert row["day"] == f"{timezone.now():%Y-%m-%d}"
    assert lines("?game=taboo") == []


@pytest.mark.django_db(transaction=True)
def test_pseudonyms_hold_within_one_answer_only(model):
    play(model)
    play(model)
    first, second = lines()
    person = first["players"][0]["person"] or first["players"][1]["person"]
    assert person in json.dumps(second)
    assert person not in json.dumps(lines())


def test_anybody_can_open_the_seal_of_one_match(model, client):
    match = play(model)
    answer = client.get(f"/api/v1/games/matches/{match.pk}/")
    found = answer.json()
    assert commitment(found["deal"], found["nonce"]) == found["commitment"] == match.commitment
    assert (found["ending"], {player["contestant"] for player in found["players"]}) == (
        "guessed",
        {model.slug, None},
    )
    assert [event["seq"] for event in found["events"]] == list(range(1, match.seq + 1))
    assert "alice-key" not in answer.content.decode()
    again = client.get(answer.request["PATH_INFO"], headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_a_match_under_way_is_not_given_away(model, client):
    answer = client.get(f"/api/v1/games/matches/{begin(model).pk}/")
    assert answer.status_code == 409
    assert "still going on" in answer.json()["detail"]
    assert SECRET not in answer.content.decode()


def test_a_match_with_a_secret_of_somebodys_own_is_not_given_away(model, client):
    match = play(model)
    Match.objects.filter(pk=match.pk).update(mode="own-word")
    assert client.get(f"/api/v1/games/matches/{match.pk}/").status_code == 404
    unknown = client.get("/api/v1/games/matches/00000000-0000-4000-8000-000000000000/")
    assert unknown.json() == {"detail": "There is no such match.", "kind": "not_found"}
