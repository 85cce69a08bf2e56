"""Two people at a match, on a real Redis: each sees whether the other is there, and may end it."""

import re
import time
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from django.utils import timezone
from redis import Redis
from redis.asyncio import Redis as AsyncRedis

from games import broadcasting
from games.acting import act
from games.attending import restarts
from games.attending.attendance import Attendance, key_of
from games.attending.company import company_of
from games.attending.presence import ENDED, OPEN, Departure, ended_row, open_row, presence_of
from games.broadcasting import CHANNELS
from games.clocks import AFTER_RESTART
from games.errors import NotAllowed
from games.messages import Claim, ClaimEnd
from games.models import Match, MatchEvent
from games.sockets import sockets
from games.tasks import sweep_matches
from lib.clock import FakeClock
from lib.event_hub import EventHub
from tests.games.table import begin
from tests.games.test_socket import closed, connect, heard, line, say
from tests.games.test_timed_matches import between_people

pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def redis(redis_server, settings):
    settings.REDIS_URL = redis_server
    broadcasting.connection.cache_clear()
    with Redis.from_url(redis_server) as client:
        client.flushall()
        yield client
    broadcasting.connection.cache_clear()


@pytest.fixture
async def routes(redis_server):
    hub = EventHub(redis_server, CHANNELS)
    yield URLRouter(sockets(hub))
    await hub.close()


@pytest.fixture
def match(db):
    return between_people(now=timezone.now(), move_seconds=0)


def went(redis: Redis, match: Match, seat: str, seconds: float, how: Departure) -> None:
    row = ended_row(how, time.time() - seconds, 80)
    redis.hset(key_of(match.pk), ENDED + seat, row)


def claim(match: Match, seat: str = "red", what: Claim = Claim.WIN) -> Match:
    act(match.pk, seat, ClaimEnd(what), timezone.now())
    match.refresh_from_db()
    return match


async def company_told(communicator) -> str:
    while True:
        message = await heard(communicator)
        if message["type"] == "presence":
            return message["pieces"]["company"]


async def test_each_is_told_that_the_other_comes_and_how_they_go(redis, routes, match):
    redis.set(restarts.GIVEN, "yes")  # this process is no news
    red = line(match, "alice-key", routes)
    await connect(red)
    yellow, watcher = line(match, "bob-key", routes), line(match, "eve", routes)
    await connect(yellow)
    assert "The other player is here" in await company_told(red)
    await connect(watcher)
    assert "1 watching" in await company_told(red)
    await yellow.send_input({"type": "websocket.disconnect", "code": 1001})
    await yellow.wait(timeout=10)
    told = await company_told(red)
    assert "closed the window" in told
    assert 20 < float(re.search('data-claimable-in="(.*?)"', told).group(1)) <= 30
    await say(red, type="claim", what="win")
    refused = await heard(red)
    assert "They may come back" in refused["words"]
    for communicator in (red, watcher):
        await communicator.send_input({"type": "websocket.disconnect", "code": 1006})
        await communicator.wait(timeout=10)
    rows = {name.decode(): row.decode() for name, row in redis.hgetall(key_of(match.pk)).items()}
    absent = presence_of(rows, time.time(), 0).absent
    assert {seat: one.departure for seat, one in absent.items()} == {
        "red": Departure.LOST,
        "yellow": Departure.CLOSED,
    }


async def test_a_claim_for_what_there_is_not_is_a_bad_frame(redis, routes, match):
    red = line(match, "alice-key", routes)
    await connect(red)
    await company_told(red)
    await say(red, type="claim", what="everything")
    assert await closed(red) == (4400, "“what” must be win or off.")


async def test_who_is_back_is_told_once_and_gets_time(redis, routes, db):
    timed = await sync_to_async(between_people)(now=timezone.now())
    due_at = timed.due_at
    for _process in range(2):
        player = line(timed, "alice-key", routes)
        await connect(player)
        await say(player, type="ping", n=1)
        while (await heard(player))["type"] != "pong":
            pass
        await player.send_input({"type": "websocket.disconnect", "code": 1012})
        await player.wait(timeout=10)
    await sync_to_async(timed.refresh_from_db)()
    assert timed.due_at == due_at + AFTER_RESTART


@pytest.mark.parametrize(("seconds", "is_given"), [(59, True), (61, False)])
async def test_a_process_whose_first_socket_comes_late_is_no_news(
    redis, redis_server, match, seconds, is_given
):
    clock = FakeClock()
    async with AsyncRedis.from_url(redis_server) as connection:
        attendance = Attendance(connection, clock)
        clock.advance(seconds)
        await attendance.sign(match.pk, "a", "red", 0, is_hidden=False)
    assert bool(redis.exists(restarts.GIVEN)) is is_given


def test_the_sweep_notices_that_the_site_was_away(redis, db):
    timed = between_people(now=timezone.now() - timedelta(minutes=5))
    sweep_matches()
    timed.refresh_from_db()
    assert timed.status == "playing", "whoever was on the move gets their time"
    redis.delete(restarts.GIVEN)
    Match.objects.update(due_at=timezone.now() - timedelta(minutes=5))
    sweep_matches()
    timed.refresh_from_db()
    assert timed.ending == "out-of-time"


def test_the_win_is_claimed_when_a_closed_window_stays_closed(redis, match):
    went(redis, match, "yellow", 29, Departure.CLOSED)
    with pytest.raises(NotAllowed, match="They may come back"):
        claim(match)
    went(redis, match, "yellow", 31, Departure.CLOSED)
    assert claim(match).ending == "left"
    assert {player.seat: player.result for player in match.players.all()} == {
        "red": "won",
        "yellow": "lost",
    }
    event = MatchEvent.objects.get()
    assert (event.kind, event.seat) == ("left", "yellow")
    assert event.payload == {"phase": "human-turn", "lag_ms": 80}


def test_a_lost_line_is_waited_for_longer_and_a_match_can_be_called_off(redis, match):
    went(redis, match, "yellow", 100, Departure.LOST)
    with pytest.raises(NotAllowed):
        claim(match)
    went(redis, match, "yellow", 121, Departure.LOST)
    assert (claim(match, what=Claim.OFF).status, match.ending) == ("abandoned", "called-off")


def test_who_is_there_or_never_was_cannot_be_claimed_against(redis, match):
    with pytest.raises(NotAllowed, match="They may come back"):
        claim(match)
    row = open_row("yellow", time.time(), 0, is_hidden=False)
    redis.hset(key_of(match.pk), OPEN + "a", row)
    with pytest.raises(NotAllowed, match="They may come back"):
        claim(match)


def test_who_left_before_is_waited_for_half_as_long(redis, match):
    went(redis, match, "yellow", 31, Departure.CLOSED)
    claim(match)
    again = between_people(now=timezone.now(), move_seconds=0)
    went(redis, again, "yellow", 16, Departure.CLOSED)
    assert claim(again).ending == "left"


def test_without_a_script_the_page_says_who_is_away_and_takes_the_claim(redis, client):
    client.get("/games/")
    client.post("/games/connect-four/standard/", {"against": "human"})
    match, friend = Match.objects.get(), type(client)()
    friend.post(f"/games/join/{match.invite}/")
    other = match.players.order_by("joined_at").last().seat
    went(redis, match, other, 31, Departure.CLOSED)
    page = client.get(f"/games/matches/{match.pk}/").content.decode()
    assert "The other player closed the window" in page
    assert "Claim the win" in page
    refused = client.post(f"/games/matches/{match.pk}/claim/", {"what": "all"})
    assert "win, off" in refused.content.decode()
    assert client.post(f"/games/matches/{match.pk}/claim/", {"what": "win"}).status_code == 302
    match.refresh_from_db()
    assert match.ending == "left"


def test_why_nobody_moved_is_kept(redis, match, settings):
    settings.MATCH_IDLE_SECONDS = 600
    went(redis, match, "yellow", 700, Departure.LOST)
    Match.objects.update(last_move_at=timezone.now() - timedelta(minutes=11))
    sweep_matches()
    event = MatchEvent.objects.get()
    assert event.payload == {"phase": "human-turn", "lags_ms": {"yellow": 80}}


def test_a_model_is_no_company_that_could_leave(model, redis):
    match = begin(model)
    company = company_of(match, "holder", presence_of({}, time.time(), 0), timezone.now())
    assert (company.is_here, company.claimable_in) == (None, None)
    with pytest.raises(NotAllowed):
        claim(match, seat="holder")
