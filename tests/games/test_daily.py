"""The word of the day: one for all, one try each, seen by nobody else before the day is over."""

import json
from datetime import date, datetime, timedelta
from random import Random

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings as project
from django.test import AsyncClient
from django.utils import timezone

from games import lobby, selectors, services
from games.errors import NotAllowed
from games.models import Match, Player
from games.presenting import state_of
from games.releasing import given_away, released_match
from games.selectors.dailies import days_in_a_row
from games.words import bank
from lib import public_api
from lib.visitors import Visitor
from ranking.models import MatchResult
from tests.games.table import ALICE
from tests.games.test_socket import closed, connect, line

BOB = Visitor("bob-key", None, "", "")
JSON = {"Accept": "application/json"}
NOW = timezone.now()


@pytest.fixture
def rare_word(monkeypatch) -> str:
    """One that stands on no page by itself, whatever day it is."""
    item = bank.Item("zyzzyva", "object", 3, True, {"word": "zyzzyva"})
    monkeypatch.setattr(bank, "of_day", lambda kind, day, key: item)
    return "zyzzyva"


def begin(visitor: Visitor = ALICE, now: datetime = NOW) -> Match:
    return services.open_match(lobby.daily_opening(visitor, Random(3), now), now).match


def finished(visitor: Visitor = ALICE, now: datetime = NOW) -> Match:
    """The word named at once."""
    match = begin(visitor, now)
    return services.play_move(
        match_id=match.pk,
        seat="guesser",
        base_seq=match.seq,
        move_id="m1",
        move={"guess": match.deal["item"]["word"]},
        now=now,
    ).match


def test_everybody_has_the_same_word_and_tomorrow_another(model):
    today = [begin(ALICE), begin(BOB)]
    tomorrow = begin(ALICE, NOW + timedelta(days=1))
    assert today[0].item_key == today[1].item_key != tomorrow.item_key
    expected = bank.of_day("object", NOW.date(), project.HASH_KEY.encode())
    assert (today[0].item_key, today[0].is_rated) == (expected.id, True)


def test_one_try_a_visitor_and_day(model):
    finished()
    with pytest.raises(NotAllowed, match="Tomorrow brings another"):
        begin()


def test_two_tries_at_once_are_one(model):
    openings = [lobby.daily_opening(ALICE, Random(3), NOW) for _ in range(2)]
    services.open_match(openings[0], NOW)
    with pytest.raises(NotAllowed, match="Tomorrow brings another"):
        services.open_match(openings[1], NOW)
    assert Match.objects.count() == 1


def test_an_account_has_one_try_on_all_its_machines(model, alice):
    begin(Visitor("desk", alice, "", ""))
    with pytest.raises(NotAllowed, match="Tomorrow brings another"):
        begin(Visitor("phone", alice, "", ""))
    with pytest.raises(NotAllowed, match="Tomorrow brings another"):
        begin(Visitor("desk", None, "", ""))


def test_nothing_is_taken_back(model):
    match = begin()
    match = services.play_move(
        match_id=match.pk,
        seat="guesser",
        base_seq=0,
        move_id="m1",
        move={"question": "Is it alive?"},
        now=NOW,
    ).match
    with pytest.raises(NotAllowed, match="Nothing is taken back"):
        services.take_back(match_id=match.pk, seat="guesser", base_seq=match.seq, now=NOW)


def test_other_peoples_matches_are_shut_until_the_day_is_over(model, client, rare_word):
    match, tomorrow, word = finished(), NOW + timedelta(days=1), rare_word
    assert state_of(match, "guesser", now=NOW)["view"]["word"] == word
    for answer in (
        client.get(f"/games/matches/{match.pk}/"),
        client.get(f"/games/matches/{match.pk}/", headers=JSON),
        client.get(f"/api/v1/games/matches/{match.pk}/"),
    ):
        assert answer.status_code == 409
        assert "tomorrow" in answer.content.decode()
        assert word not in answer.content.decode()
    assert state_of(match, None, now=tomorrow)["view"]["word"] == word
    assert released_match(match.pk, tomorrow.date())["is_of_the_day"]


@pytest.mark.django_db(transaction=True)
async def test_a_socket_is_shut_to_who_does_not_play(model):
    match = await sync_to_async(finished)()
    stranger = line(match, "stranger-key")
    await connect(stranger)
    code, reason = await closed(stranger)
    assert (code, "tomorrow" in reason) == (4423, True)


@pytest.mark.django_db(transaction=True)
def test_the_release_waits_for_the_end_of_the_day(model, monkeypatch):
    monkeypatch.setattr(public_api, "allow", lambda limit, *who: True)
    match = finished()
    assert not given_away(NOW.date()).exists()
    assert given_away(NOW.date() + timedelta(days=1)).get() == match
    assert _lines() == []
    Player.objects.update(day=NOW.date() - timedelta(days=1))
    (row,) = _lines()
    assert row["is_of_the_day"]


def test_a_board_does_not_know_the_word_by_its_name(model):
    finished(now=NOW)
    assert MatchResult.objects.get().item_key == f"day:{NOW.date().isoformat()}"


@pytest.mark.parametrize(
    ("days", "length"),
    [
        ([], 0),
        ([30], 1),
        ([29], 1),
        ([28], 0),
        ([30, 29, 28], 3),
        ([29, 28, 26], 2),
        ([30, 28, 27], 1),
    ],
)
def test_days_in_a_row_end_today_or_yesterday(days, length):
    assert days_in_a_row([date(2026, 11, day) for day in days], date(2026, 11, 30)) == length


def test_who_resigns_ends_their_row_and_who_meets_a_failing_model_does_not(model):
    for ago in (3, 2, 1):
        finished(now=NOW - timedelta(days=ago))
    today = begin()
    assert selectors.daily_of(ALICE, NOW.date()).streak == 3
    services.void(match_id=today.pk, ending="model-failed", now=NOW)
    assert selectors.daily_of(ALICE, NOW.date()).streak == 4
    tomorrow = NOW + timedelta(days=1)
    given_up = begin(now=tomorrow)
    services.resign(match_id=given_up.pk, seat="guesser", now=tomorrow)
    assert selectors.daily_of(ALICE, tomorrow.date() + timedelta(days=1)).streak == 0


def test_the_lobby_leads_through_the_day(model, client, rare_word):
    lobby_page = client.get("/games/").content.decode()
    assert "Find it" in lobby_page
    address = client.post("/games/daily/")["Location"]
    assert "Go on" in client.get("/games/").content.decode()
    match, word = Match.objects.get(), rare_word
    place = {"match_id": match.pk, "seat": "guesser", "base_seq": 0, "move_id": "m"}
    services.play_move(**place, move={"guess": word}, now=timezone.now())

    lobby_page = client.get("/games/").content.decode()
    assert "You found it." in lobby_page
    assert "1 day in a row" in lobby_page
    assert word not in lobby_page
    refused = client.post("/games/daily/", headers=JSON)
    assert refused.json()["error"]["kind"] == "not_allowed"

    page = client.get(address).content.decode()
    share = page.split("<textarea")[-1].split("</textarea>")[0]
    assert "Agon · Word of" in share
    assert "✓" in share
    assert "http://testserver/games/\n" in f"{share}\n"
    assert word not in share
    assert "Take my last move back" not in page


def _lines() -> list[dict]:
    async def get() -> str:
        answer = await AsyncClient().get("/api/v1/games/matches.jsonl")
        return "".join([part.decode() async for part in answer.streaming_content])

    return [json.loads(row) for row in async_to_sync(get)().splitlines()]
