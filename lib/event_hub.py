"""Wakes whoever waits in this process when something happened in another, through Redis."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

from lib.ending import end_tasks

logger = logging.getLogger(__name__)


class EventHub:
    """One Redis subscription for all viewers of this process; it wakes them, no more.

    channels: a pattern of the names that are listened to, such as "battle:*".
    """

    def __init__(self, redis_url: str, channels: str) -> None:
        pool = BlockingConnectionPool.from_url(redis_url, max_connections=16, timeout=5)
        self.redis = Redis(connection_pool=pool)
        self._url = redis_url
        self._channels = channels
        self._viewers: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._listening: asyncio.Task[None] | None = None

    @contextmanager
    def watch(self, name: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever something was published under that name."""
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen())
        wake = asyncio.Event()
        self._viewers[name].add(wake)
        try:
            yield wake
        finally:
            self._viewers[name].discard(wake)
            if not self._viewers[name]:
                del self._viewers[name]

    async def close(self) -> None:
        if self._listening is not None:
            await end_tasks([self._listening])
        await self.redis.aclose()
        await self.redis.connection_pool.disconnect()

    async def _listen(self) -> None:
        while True:
            try:
                async with Redis.from_url(self._url) as redis, redis.pubsub() as channel:
                    await channel.psubscribe(self._channels)
                    self._wake_all()
                    async for message in channel.listen():
                        if message["type"] == "pmessage":
                            self._wake(message["channel"].decode())
            except RedisError as error:
                logger.warning("viewers wait for Redis: %s", error)
            await asyncio.sleep(0.5)

    def _wake(self, name: str) -> None:
        for viewer in self._viewers.get(name, ()):
            viewer.set()

    def _wake_all(self) -> None:
        for name in list(self._viewers):
            self._wake(name)
