"""Presence in Redis, shared by all web processes; a Redis that is away costs presence and no match.

What is written: one hash a match, whose rows presence.py explains, and when the site last came
back. Sockets write, each web process through one Attendance; pages and the sweep only read.
"""

import asyncio
import logging
import math
import time
from collections.abc import Awaitable
from typing import TypeVar
from uuid import UUID

from channels.db import database_sync_to_async
from django.utils import timezone
from redis.asyncio import Redis
from redis.exceptions import RedisError

from games.attending.presence import (
    ENDED,
    OPEN,
    Departure,
    Presence,
    ended_row,
    open_row,
    presence_of,
)
from games.attending.restarts import RESTARTED_AT, note_restart
from games.broadcasting import connection, name_of
from games.rules.base import Seat
from lib.clock import Clock, SystemClock

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
KEPT_SECONDS = 3600
NEW_SECONDS = 60.0  # of a process; one whose first socket comes later is no news
QUIET_SECONDS = 1.0  # changes within it are told at once, so that a reload is no news
TIMEOUT_SECONDS = 1.0


class Attendance:
    """Of one web process: its sockets come, give signs of life, and go."""

    def __init__(self, redis: Redis, clock: Clock | None = None) -> None:
        self._redis, self._clock = redis, clock or SystemClock()
        self._telling: dict[UUID, asyncio.Task[None]] = {}
        # Until when a first sign means that this process is new, or that its Redis came back.
        self._is_news_until: float | None = self._clock.now() + NEW_SECONDS

    async def sign(
        self, match_id: UUID, socket: str, seat: Seat | None, lag_ms: int, *, is_hidden: bool
    ) -> None:
        """A socket lives. The first sign of a socket is told to the others."""
        row = open_row(seat, time.time(), lag_ms, is_hidden=is_hidden)
        async with self._redis.pipeline(transaction=False) as commands:
            commands.hset(key_of(match_id), OPEN + socket, row)
            commands.expire(key_of(match_id), KEPT_SECONDS)
            done = await _quietly(commands.execute())
        if done is None:
            self._is_news_until = math.inf
            return
        if self._is_back():
            await database_sync_to_async(note_restart)(timezone.now())
        if done[0]:
            self._tell_soon(match_id)

    def _is_back(self) -> bool:
        until, self._is_news_until = self._is_news_until, None
        return until is not None and self._clock.now() < until

    async def end(
        self, match_id: UUID, socket: str, seat: Seat | None, lag_ms: int, departure: Departure
    ) -> None:
        async with self._redis.pipeline(transaction=True) as commands:
            commands.hdel(key_of(match_id), OPEN + socket)
            if seat:
                row = ended_row(departure, time.time(), lag_ms)
                commands.hset(key_of(match_id), ENDED + seat, row)
            await _quietly(commands.execute())
        self._tell_soon(match_id)

    async def read(self, match_id: UUID) -> Presence | None:
        """None where Redis does not say."""
        async with self._redis.pipeline(transaction=False) as commands:
            commands.hgetall(key_of(match_id))
            commands.get(RESTARTED_AT)
            found = await _quietly(commands.execute())
        return _presence(*found) if found else None

    def _tell_soon(self, match_id: UUID) -> None:
        if match_id not in self._telling:
            self._telling[match_id] = asyncio.create_task(self._tell(match_id))

    async def _tell(self, match_id: UUID) -> None:
        await asyncio.sleep(QUIET_SECONDS)
        del self._telling[match_id]
        await _quietly(self._redis.publish(name_of(match_id), ""))


def presence_at(match_ids: list[UUID]) -> list[Presence]:
    """Of each match; nobody where Redis does not say."""
    try:
        commands = connection().pipeline(transaction=False)
        commands.get(RESTARTED_AT)
        for match_id in match_ids:
            commands.hgetall(key_of(match_id))
        restarted_at, *rows = commands.execute()
    except RedisError as error:
        logger.warning("nobody knows who is there: %r", error)
        return [Presence() for _match_id in match_ids]
    return [_presence(found, restarted_at) for found in rows]


def key_of(match_id: UUID) -> str:
    return f"presence:{match_id}"


def _presence(rows: dict[bytes, bytes], restarted_at: bytes | None) -> Presence:
    texts = {name.decode(): row.decode() for name, row in rows.items()}
    return presence_of(texts, time.time(), float(restarted_at or 0))


async def _quietly(asked: Awaitable[Result]) -> Result | None:
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            return await asked
    except (RedisError, TimeoutError) as error:
        logger.warning("presence waits for Redis: %r", error)
        return None
