"""The event stream at its door: a real log in a real Redis, an ASGI viewer."""

import asyncio
import json
import uuid
from collections.abc import Callable
from importlib import import_module

import pytest
from django.conf import settings as django_settings
from redis.asyncio import Redis

from arena.event_stream import EventStream
from arena.live_log import CHANNELS, LogWriter, name_of, read_after
from arena.models import Battle
from lib.event_hub import EventHub
from lib.sse import Decoder
from tests.arena.scene import ANSWER, add_contestant, answer, answered, start

pytestmark = [
    pytest.mark.redis,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("scripted_arena"),
]


@pytest.fixture(autouse=True)
def _roster(scripted_arena, db):
    add_contestant("ajax")
    add_contestant("hektor")


class Viewer:
    """Opens the stream as a browser would, and leaves when told to."""

    def __init__(self, session, battle_id, *, last_event_id: str = "", query: str = "") -> None:
        headers = [(b"last-event-id", last_event_id.encode())] if last_event_id else []
        self.scope = {
            "type": "http",
            "method": "GET",
            "headers": headers,
            "query_string": query.encode(),
            "session": session,
            "url_route": {"kwargs": {"battle_id": str(battle_id)}},
        }
        self.status = 0
        self.events: list[tuple[int, dict]] = []
        self.left = asyncio.Event()
        self.seen = asyncio.Event()
        self._decoder = Decoder()

    async def receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
            return
        for line in message["body"].decode().split("\n"):
            for event in self._decoder.feed(line):
                self.events.append((int(event.id), json.loads(event.data)))
        self.seen.set()

    async def watch(self, redis_url: str) -> None:
        hub = EventHub(redis_url, CHANNELS)
        try:
            async with asyncio.timeout(20):
                await EventStream(hub)(self.scope, self.receive, self.send)
        finally:
            await hub.close()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not condition():
                self.seen.clear()
                await self.seen.wait()

    @property
    def types(self) -> list[str]:
        return [data["type"] for _, data in self.events]

    def text(self, side: str) -> str:
        return "".join(data.get(side, "") for _, data in self.events if data["type"] == "delta")


def session_of(client):
    store = import_module(django_settings.SESSION_ENGINE).SessionStore
    return store(client.session.session_key)


def watch(viewer: Viewer, redis_url: str) -> Viewer:
    asyncio.run(viewer.watch(redis_url))
    return viewer


def test_a_finished_turn_is_told_whole_and_the_stream_ends(client, redis_server):
    battle = answered(client)

    viewer = watch(Viewer(session_of(client), battle.pk), redis_server)

    assert viewer.status == 200
    assert viewer.types[0] == "start"
    assert viewer.types[-1] == "end"
    assert viewer.text("a") == viewer.text("b") == ANSWER
    numbers = [number for number, _ in viewer.events]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("by", ["header", "query"])
def test_after_a_cut_at_any_event_exactly_the_rest_is_told(client, redis_server, by):
    battle = answered(client)
    whole = watch(Viewer(session_of(client), battle.pk), redis_server).events

    for cut in range(len(whole)):
        number = str(whole[cut][0])
        options = {"last_event_id": number} if by == "header" else {"query": f"after={number}"}
        rest = watch(Viewer(session_of(client), battle.pk, **options), redis_server).events
        if cut < len(whole) - 1:
            assert rest == whole[cut + 1 :]


@pytest.mark.parametrize("num_turns", range(0, 30, 3))
def test_a_hub_closes_at_any_moment_of_its_connecting(redis_server, num_turns):
    async def open_and_close() -> None:
        hub = EventHub(redis_server, CHANNELS)
        with hub.watch("a battle"):
            for _ in range(num_turns):
                await asyncio.sleep(0)
        async with asyncio.timeout(10):
            await hub.close()

    asyncio.run(open_and_close())


def test_a_log_that_is_gone_is_told_from_the_rows(client, redis_server):
    battle = answered(client)
    asyncio.run(_delete_log(redis_server, battle))

    viewer = watch(Viewer(session_of(client), battle.pk), redis_server)

    assert viewer.types == ["snapshot", "end"]
    assert viewer.events[0][1]["a"] == {"status": "done", "text": ANSWER}
    assert viewer.events[1][1]["can_vote"]


def test_a_stranger_is_not_admitted(client, redis_server):
    battle = answered(client)
    stranger = import_module(django_settings.SESSION_ENGINE).SessionStore()

    viewer = watch(Viewer(stranger, battle.pk), redis_server)

    assert viewer.status == 404
    assert viewer.events == []


def test_an_unknown_battle_is_not_found(client, redis_server):
    start(client)

    assert watch(Viewer(session_of(client), uuid.uuid4()), redis_server).status == 404


def test_the_second_turn_begins_after_the_first(client, redis_server):
    battle = answered(client)
    client.post(f"/battles/{battle.pk}/turns/", {"prompt": "More"})
    answer(battle)

    viewer = watch(Viewer(session_of(client), battle.pk), redis_server)

    assert {data.get("turn", 1) for _, data in viewer.events} == {1}


def test_events_reach_a_viewer_who_is_already_there_and_leaving_ends_it(client, redis_server):
    battle = start(client)
    session = session_of(client)

    async def scene() -> Viewer:
        viewer = Viewer(session, battle.pk)
        watching = asyncio.create_task(viewer.watch(redis_server))
        await viewer.until(lambda: viewer.status == 200)
        async with Redis.from_url(redis_server) as redis:
            log = LogWriter(redis, battle.pk, 900_000)
            await log.append(type="delta", turn=0, a="one", b="two")
            await viewer.until(lambda: viewer.types == ["delta"])
        viewer.left.set()
        await watching
        return viewer

    assert asyncio.run(scene()).events == [
        (900_000, {"type": "delta", "turn": 0, "a": "one", "b": "two"})
    ]


def test_a_lost_log_is_written_again_from_the_runners_memory(redis_server):
    async def scene():
        battle_id = uuid.uuid4()
        async with Redis.from_url(redis_server) as redis:
            log = LogWriter(redis, battle_id, 5)
            await log.append(type="start")
            await log.append(type="delta", a="x")
            await redis.delete(name_of(battle_id))
            await log.append(type="end")
            return [(e.number, e.data["type"]) for e in await read_after(redis, battle_id, 0)]

    assert asyncio.run(scene()) == [(5, "start"), (6, "delta"), (7, "end")]


def test_events_wait_while_redis_is_away(redis_server):
    async def scene():
        battle_id = uuid.uuid4()
        async with Redis.from_url("unix:///nowhere/redis.sock") as nowhere:
            log = LogWriter(nowhere, battle_id, 1)
            assert not await log.append(type="start")
            async with Redis.from_url(redis_server) as redis:
                log._redis = redis
                assert await log.append(type="end")
                return [e.number for e in await read_after(redis, battle_id, 0)]

    assert asyncio.run(scene()) == [1, 2]


async def _delete_log(redis_url: str, battle: Battle) -> None:
    async with Redis.from_url(redis_url) as redis:
        await redis.delete(name_of(battle.pk))
