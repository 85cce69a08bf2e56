"""Bots over the API: by token only, in matches of their own, once, and for no board."""

import asyncio
from urllib.parse import urlencode

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.utils import timezone

from games.api.shapes import MatchState
from games.broadcasting import CHANNELS, name_of
from games.long_poll import LongPoll
from games.models import Match, Player
from games.pages.pieces import pieces_of
from games.presenting import state_of
from lib import public_api
from lib.bot_tokens.services import make_token
from lib.event_hub import EventHub
from ranking.models import MatchResult
from tests.games.table import let_model_move

API = "/api/v1/bots/"
TAKEN = {"game": "akinator", "mode": "classic", "against": "model"}


@pytest.fixture(autouse=True)
def _as_often_as_one_likes(monkeypatch):
    monkeypatch.setattr(public_api, "allow", lambda limit, *who: True)


class Bot:
    def __init__(self, client, user):
        token = make_token(user=user, name="bot", now=timezone.now())
        self.client, self.token = client, token
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **query):
        return self.client.get(API + path, query, headers=self.headers)

    def post(self, path: str, body: object = None):
        return self.client.post(API + path, body, "application/json", headers=self.headers)


@pytest.fixture
def bot(client, alice):
    return Bot(client, alice)


@pytest.fixture
def match(bot, model):
    opened = bot.post("matches/", TAKEN)
    assert opened.status_code == 201, opened.content
    found = Match.objects.get()
    let_model_move(found)
    return found


def move(match: Match, base: int = 1, move_id: str = "m1", **changes) -> dict:
    return {"id": move_id, "base": base, "move": {"answer": "no"}, **changes}


def test_what_a_bot_sees_is_what_the_schema_says(bot, match):
    answer = bot.get(f"matches/{match.pk}/")
    state = answer.json()
    assert set(state) == set(MatchState().fields)
    assert (state["seat"], state["to_move"], state["view"]["word"]) == (
        "holder",
        "holder",
        match.deal["item"]["word"],
    )
    assert state["form"]["schema"]["properties"] == state["form"]["options"][0]
    assert answer["Cache-Control"] == "no-store"
    assert bot.get(f"matches/{match.pk}/", after="1").json()["events"] == []


def test_a_move_sent_twice_is_one(bot, match):
    address = f"matches/{match.pk}/moves/"
    first, again = (bot.post(address, move(match)).json() for _ in range(2))
    assert (first, again) == ({"seq": 2, "is_new": True}, {"seq": 2, "is_new": False})
    assert match.events.count() == 2


def test_a_refused_move_says_why(bot, match):
    address = f"matches/{match.pk}/moves/"
    stale = bot.post(address, move(match, base=0))
    assert (stale.status_code, stale.json()["kind"], stale.json()["seq"]) == (409, "stale", 1)
    illegal = bot.post(address, move(match, move={"answer": "perhaps"}))
    assert illegal.status_code == 409
    assert "must be one of: yes, probably yes" in illegal.json()["detail"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{", "That is not JSON."),
        ("[" * 9_000, "That is not JSON."),
        ("[1]", "Send a JSON object."),
        ('{"x": "' + "y" * 17_000 + '"}', "too long"),
        ('{"id": "a", "base": -1, "move": 3}', "greater than or equal to 0"),
    ],
)
def test_what_cannot_be_read_is_said(bot, match, body, words):
    answer = bot.post(f"matches/{match.pk}/moves/", body)
    assert answer.status_code == 400
    assert words in answer.content.decode()


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer agon_nobody"}])
def test_without_a_token_nothing_opens(client, alice, match, header):
    client.force_login(alice)  # a session is no token
    for path in ("matches/", f"matches/{match.pk}/"):
        answer = client.get(API + path, headers=header)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"
    assert client.post(API + "matches/", TAKEN, headers=header).status_code == 401


def test_the_bot_of_somebody_else_has_no_seat(client, bob, match):
    answer = Bot(client, bob).get(f"matches/{match.pk}/")
    assert answer.status_code == 404
    assert "No bot of yours" in answer.json()["detail"]


def test_an_account_and_its_bot_do_not_move_for_each_other(client, bot, alice, match):
    client.force_login(alice)
    page = client.get(f"/games/matches/{match.pk}/", headers={"Accept": "application/json"})
    assert page.json()["seat"] is None
    client.post("/games/akinator/own-word/")
    own = Match.objects.exclude(pk=match.pk).get()
    assert bot.get(f"matches/{own.pk}/").status_code == 404
    assert [one["id"] for one in bot.get("matches/").json()] == [str(match.pk)]


def test_an_account_and_its_bots_have_one_limit(client, bot, alice, match, settings):
    settings.RUNNING_MATCHES = 1
    refused = bot.post("matches/", TAKEN)
    assert (refused.status_code, refused.json()["kind"]) == (429, "limit")
    client.force_login(alice)
    assert client.post("/games/akinator/own-word/").status_code == 429


def test_a_match_of_a_bot_counts_for_no_board(bot, match):
    assert (match.is_rated, match.unrated_because) == (False, "bot")
    assert {player.kind for player in match.players.all()} == {"bot", "model"}
    resigned = bot.post(f"matches/{match.pk}/resignation/")
    assert resigned.json()["status"] == "finished"
    assert not MatchResult.objects.exists()


def test_whoever_meets_a_bot_is_told(client, bot):
    opened = bot.post("matches/", TAKEN | {"mode": "own-word", "against": "human"}).json()
    client.post(f"/games/join/{opened['invite']}/")
    match = Match.objects.get()
    person = match.players.get(kind=Player.Kind.HUMAN)
    assert "A bot" in pieces_of(state_of(match, person.seat, now=timezone.now()))["players"]
    assert bot.get(f"matches/{match.pk}/").json()["status"] == "playing"


def test_what_there_is_not_is_said(bot, model):
    assert bot.post("matches/", TAKEN | {"game": "chess"}).status_code == 404
    assert "not a valid choice" in bot.post("matches/", TAKEN | {"against": "me"}).content.decode()
    assert bot.post("invitations/nowhere/").status_code == 404


class TestWaiting:
    """The door in front of Django's, with a view that only says that it was asked."""

    pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]

    @staticmethod
    async def ask(hub: EventHub, match: Match, bot: Bot, **query) -> list[str]:
        asked = []

        async def view(scope, receive, send):
            asked.append(scope["method"])

        scope = {
            "type": "http",
            "method": "GET",
            "query_string": urlencode(query).encode(),
            "headers": [(b"authorization", bot.headers["Authorization"].encode())],
            "url_route": {"kwargs": {"match_id": str(match.pk)}},
        }
        await LongPoll(hub, view)(scope, None, None)
        return asked

    def test_a_request_is_held_until_an_event_comes(self, redis_server, bot, match, settings):
        bot.post(f"matches/{match.pk}/moves/", move(match))

        async def wait() -> list[str]:
            hub = EventHub(redis_server, CHANNELS)
            with hub.watch(name_of(match.pk)):
                asking = asyncio.create_task(self.ask(hub, match, bot, after=2, wait=20))
                done, _pending = await asyncio.wait({asking}, timeout=0.5)
                assert not done
                await sync_to_async(let_model_move)(match)
                await hub.redis.publish(name_of(match.pk), "")
                try:
                    return await asyncio.wait_for(asking, 4)
                finally:
                    await hub.close()

        assert async_to_sync(wait)() == ["GET"]

    @pytest.mark.parametrize(
        "query", [{"after": 0, "wait": 20}, {"after": 1, "wait": 20}, {"after": 9, "wait": "x"}]
    )
    def test_nobody_waits_with_news_on_their_turn_or_for_nonsense(self, bot, match, query):
        async def answered_at_once() -> list[str]:
            hub = EventHub("redis://127.0.0.1:1/0", CHANNELS)
            return await asyncio.wait_for(self.ask(hub, match, bot, **query), 4)

        assert async_to_sync(answered_at_once)() == ["GET"]
