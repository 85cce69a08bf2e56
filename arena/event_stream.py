"""The door of GET /battles/<id>/events: the log of a running turn as server-sent events.

A plain ASGI application beside Django's: a Django view would keep a thread and a database
connection for every open stream. Here a viewer costs one coroutine.

1. Admit: in one short database call, is this the visitor's battle, and which turn is the last?
2. Follow: read the log after the last number that the viewer has; wait to be woken; again.
3. When the log is silent, ask the row: a turn that is over is told from there.
"""

import asyncio
import json
import logging
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from redis.exceptions import RedisError

from arena import selectors
from arena.live_log import name_of, read_after
from arena.presenting import end_event, snapshot_event
from lib.ending import end_tasks
from lib.event_hub import EventHub
from lib.sse import HEARTBEAT, ServerSentEvent, encode
from lib.visitors import visitor_of_session

logger = logging.getLogger(__name__)
Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

SILENCE_SECONDS = 5.0
LONGEST_SECONDS = 900.0
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


@dataclass(frozen=True, slots=True)
class Admission:
    battle_id: uuid.UUID
    turn_id: int
    turn_index: int
    is_over: bool
    before: int


class EventStream:
    """ASGI application; expects scope["session"] (channels.sessions) and the battle's id."""

    def __init__(self, hub: EventHub) -> None:
        self._hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        battle_id = uuid.UUID(scope["url_route"]["kwargs"]["battle_id"])
        admission = await database_sync_to_async(_admit)(scope["session"], battle_id)
        if scope["method"] != "GET" or admission is None:
            await _refuse(send, 405 if scope["method"] != "GET" else 404)
            return
        streaming = asyncio.create_task(self._stream(admission, _after(scope, admission), send))
        leaving = asyncio.create_task(_left(receive))
        _done, pending = await asyncio.wait(
            {streaming, leaving}, return_when=asyncio.FIRST_COMPLETED, timeout=LONGEST_SECONDS
        )
        await end_tasks(pending)
        if streaming.done() and not streaming.cancelled():
            streaming.result()
            await send({"type": "http.response.body", "body": b""})

    async def _stream(self, admission: Admission, after: int, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await _write(send, "retry: 2000\n\n")
        async for text in self._follow(admission, after):
            await _write(send, text)

    async def _follow(self, admission: Admission, after: int) -> AsyncIterator[str]:
        is_over = admission.is_over
        with self._hub.watch(name_of(admission.battle_id)) as wake:
            while True:
                wake.clear()
                events = await self._read(admission.battle_id, after)
                for event in events:
                    after = event.number
                    yield encode(ServerSentEvent(json.dumps(event.data), id=str(after)))
                    if event.data["type"] == "end" and event.data["turn"] == admission.turn_index:
                        return
                if events:
                    continue
                if is_over:
                    for data in await database_sync_to_async(_tell_from_row)(admission.turn_id):
                        yield encode(ServerSentEvent(json.dumps(data), id=str(after)))
                    return
                with suppress(TimeoutError):
                    async with asyncio.timeout(SILENCE_SECONDS):
                        await wake.wait()
                if not wake.is_set():
                    yield HEARTBEAT
                    is_over = await database_sync_to_async(_is_over)(admission.turn_id)

    async def _read(self, battle_id: uuid.UUID, after: int) -> list[Any]:
        try:
            return await read_after(self._hub.redis, battle_id, after)
        except RedisError as error:
            logger.warning("the log of a battle cannot be read now: %s", error)
            return []


def _admit(session: Any, battle_id: uuid.UUID) -> Admission | None:
    battle = selectors.battle_for(visitor_of_session(session), battle_id)
    if battle is None:
        return None
    turn = selectors.last_turn(battle)
    before = selectors.event_before(battle, turn)
    return Admission(battle.pk, turn.pk, turn.index, turn.is_over, before)


def _is_over(turn_id: int) -> bool:
    return selectors.turn(turn_id).is_over


def _tell_from_row(turn_id: int) -> list[dict[str, Any]]:
    turn = selectors.turn(turn_id)
    return [snapshot_event(turn), end_event(turn)]


def _after(scope: Scope, admission: Admission) -> int:
    """The last number that the viewer has: from the header of a reconnect, else from the page."""
    headers = dict(scope["headers"])
    query = parse_qs(scope["query_string"].decode("latin-1"))
    for raw in (headers.get(b"last-event-id", b"").decode("latin-1"), query.get("after", [""])[0]):
        if raw.isdecimal() and len(raw) < 16:
            return int(raw)
    return admission.before


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"There is no such battle here.\n"})
