"""The match's socket: every wish answered, every cut mended, nothing told that is secret."""

import json

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from channels.routing import URLRouter
from django.conf import settings
from django.utils import timezone

from games.broadcasting import CHANNELS
from games.models import Match
from games.sockets import sockets
from inference.models import Route
from lib.bot_tokens.services import make_token
from lib.event_hub import EventHub
from lib.socket_origin import OwnPagesOnly
from lib.visitors import SESSION_KEY
from tests.games.table import SECRET, answer, begin, let_model_move

HUB = EventHub("redis://127.0.0.1:1/0", CHANNELS)  # nobody is there: watchers look by themselves
pytestmark = pytest.mark.django_db(transaction=True)


def line(
    match: Match | str, key: str = "alice-key", routes: URLRouter | None = None
) -> ApplicationCommunicator:
    place = match if isinstance(match, str) else f"games/matches/{match.pk}/socket"
    scope = {"type": "websocket", "path": f"/{place}", "session": {SESSION_KEY: key}}
    return ApplicationCommunicator(routes or URLRouter(sockets(HUB)), scope)


async def connect(communicator: ApplicationCommunicator) -> None:
    await communicator.send_input({"type": "websocket.connect"})
    assert (await communicator.receive_output(timeout=10))["type"] == "websocket.accept"


async def heard(communicator: ApplicationCommunicator) -> dict:
    return json.loads((await communicator.receive_output(timeout=10))["text"])


async def say(communicator: ApplicationCommunicator, **message) -> None:
    await communicator.send_input({"type": "websocket.receive", "text": json.dumps(message)})


async def hang_up(communicator: ApplicationCommunicator) -> None:
    await communicator.send_input({"type": "websocket.disconnect", "code": 1000})
    await communicator.wait(timeout=10)


async def closed(communicator: ApplicationCommunicator) -> tuple[int, str]:
    message = await communicator.receive_output(timeout=10)
    assert message["type"] == "websocket.close", message
    return message["code"], message["reason"]


async def hello(communicator: ApplicationCommunicator, after: int = 0) -> dict:
    await connect(communicator)
    await say(communicator, type="hello", after=after)
    message = await heard(communicator)
    assert message["type"] == "state"
    return message["state"]


@pytest.fixture
def match(model):
    match = begin(model)
    let_model_move(match)
    return match


async def test_a_player_is_greeted_with_the_match_and_moves(match):
    player = line(match)
    state = await hello(player)
    assert (state["seq"], state["seat"], state["to_move"]) == (1, "holder", "holder")
    await say(player, type="move", id="m1", base=1, move={"answer": "no"})
    assert await heard(player) == {"type": "taken", "seq": 2, "id": "m1"}
    grown = await heard(player)
    assert [event["kind"] for event in grown["state"]["events"]] == ["answered"]
    await hang_up(player)


async def test_a_move_that_is_sent_again_is_taken_again_and_happens_once(match):
    player = line(match)
    await hello(player)
    for _ in range(2):
        await say(player, type="move", id="m1", base=1, move={"answer": "no"})
    kinds = [(await heard(player))["type"] for _ in range(3)]
    assert sorted(kinds) == ["grown", "taken", "taken"]
    assert await sync_to_async(match.events.count)() == 2
    await hang_up(player)


async def test_a_stale_move_is_refused_and_brings_what_was_missed(match):
    player = line(match)
    await hello(player)
    await sync_to_async(answer)(match, "elsewhere")
    await say(player, type="move", id="m2", base=1, move={"answer": "yes"})
    refused = await heard(player)
    assert (refused["type"], refused["kind"], refused["id"]) == ("refused", "stale", "m2")
    assert (await heard(player))["state"]["seq"] == 2
    await hang_up(player)


async def test_a_client_cut_at_any_event_comes_back_to_the_same_match(match):
    for number in range(6):
        await sync_to_async(answer)(match, f"m{number}")
        await sync_to_async(match.refresh_from_db)()
        await sync_to_async(let_model_move)(match)
    whole = await hello(line(match))
    for seen in range(match.seq + 1):
        state = await hello(line(match), after=seen)
        assert [event["seq"] for event in state["events"]] == list(range(seen + 1, match.seq + 1))
        assert state["events"] == whole["events"][seen:]
        assert {**state, "events": []} == {**whole, "events": []}


async def test_a_spectator_sees_no_secret_and_cannot_move(match):
    spectator = line(match, key="somebody-else")
    state = await hello(spectator)
    assert state["seat"] is None
    assert SECRET not in json.dumps(state)
    await say(spectator, type="move", id="x", base=1, move={"answer": "no"})
    assert "watching" in (await heard(spectator))["words"]
    await hang_up(spectator)


@pytest.mark.parametrize(
    ("frame", "code", "words"),
    [
        ("{", 4400, "not JSON"),
        ("[]", 4400, "JSON object"),
        ('{"type": "sing"}', 4400, "hello, move"),
        ('{"type": "hello", "after": -1}', 4400, "whole number"),
        ('{"type": "hello", "after": true}', 4400, "whole number"),
        ('{"type": "hello", "after": 0, "token": 7}', 4400, "must be text"),
        ('{"type": "appeal", "ruling": "9"}', 4400, "whole number"),
        ('{"type": "move", "id": "", "base": 1, "move": {}}', 4400, "characters"),
        ('{"type": "move", "id": "a", "base": 1, "move": "yes"}', 4400, "an object"),
        ("[" * 3_000, 4400, "not JSON"),
        ("x" * 4_001, 4409, "4000 characters"),
    ],
)
async def test_a_bad_frame_is_closed_with_a_reason(match, frame, code, words):
    player = line(match)
    await hello(player)
    await player.send_input({"type": "websocket.receive", "text": frame})
    found, reason = await closed(player)
    assert found == code
    assert words in reason


async def test_too_many_frames_are_closed(match):
    player = line(match)
    await hello(player)
    for number in range(25):
        await say(player, type="ping", n=number)
    messages = [await player.receive_output(timeout=10) for _ in range(20)]
    assert messages[-1]["code"] == 4429


@pytest.mark.parametrize(
    "place",
    [
        "games/matches/00000000-0000-4000-8000-000000000000/socket",
        "games/matches/not-a-match/socket",
        "elsewhere",
    ],
)
async def test_an_address_without_a_match_is_closed_with_a_code(place):
    communicator = line(place)
    await connect(communicator)
    assert (await closed(communicator))[0] == 4404


@pytest.fixture
def token(alice) -> str:
    return make_token(user=alice, name="bot", now=timezone.now())


async def test_a_bot_has_its_seat_by_a_token_in_its_first_message(match, alice, token):
    kind = {"kind": "bot", "visitor_key": f"bot:{alice.pk}", "user": alice}
    await sync_to_async(match.players.filter(seat="holder").update)(**kind)
    bot = line(match, key="")
    await connect(bot)
    await say(bot, type="hello", after=0, token=token)
    assert (await heard(bot))["state"]["seat"] == "holder"
    assert await sync_to_async(alice.bot_tokens.filter(last_used_at=None).count)() == 0
    await say(bot, type="move", id="m1", base=1, move={"answer": "no"})
    assert (await heard(bot))["type"] == "taken"
    await hang_up(bot)


async def test_a_token_gives_no_seat_that_is_not_its_bots(match, token):
    bot = line(match, key="")
    await connect(bot)
    await say(bot, type="hello", after=0, token=token)
    assert await closed(bot) == (4404, "No bot of yours plays in this match.")


async def test_an_unknown_token_closes_the_socket(match):
    bot = line(match, key="")
    await connect(bot)
    await say(bot, type="hello", after=0, token="agon_nobody")
    assert await closed(bot) == (4401, "This token is not known or was revoked.")


@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [
        (b"http://localhost:8000", True),
        (b"https://evil.example", False),
        (b"null", False),
        (b"", False),
        (None, True),  # a program
    ],
)
async def test_pages_of_other_sites_open_no_socket(match, origin, is_let_in):
    scope = {
        "type": "websocket",
        "path": f"/games/matches/{match.pk}/socket",
        "session": {},
        "headers": [] if origin is None else [(b"origin", origin)],
    }
    guarded = OwnPagesOnly(URLRouter(sockets(HUB)), settings.ALLOWED_HOSTS)
    socket = ApplicationCommunicator(guarded, scope)
    await socket.send_input({"type": "websocket.connect"})
    answer = await socket.receive_output(timeout=10)
    assert (answer["type"] == "websocket.accept") is is_let_in
    await hang_up(socket)


async def test_a_player_appeals_by_the_socket(match, settings):
    settings.APPEAL_JUDGE = "oracle"
    player = line(match)
    await hello(player)
    await say(player, type="move", id="m1", base=1, move={"answer": "no"})
    assert (await heard(player))["type"] == "taken"
    assert (await heard(player))["type"] == "grown"
    await sync_to_async(guess_wrong)(match)
    while (message := await heard(player))["type"] != "grown":
        pass
    [ruling] = message["state"]["appeal"]["rulings"]
    await say(player, type="appeal", ruling=ruling)
    assert (await heard(player))["type"] == "taken"
    assert (await heard(player))["state"]["appeal"]["status"] == "waiting"
    await hang_up(player)


def guess_wrong(match: Match) -> None:
    Route.objects.update(options={"text": '{"guess": "lute"}'})
    let_model_move(match)
