"""The events of a battle while it runs: a Redis stream that one runner writes and viewers tail.

The stream is the truth for viewers and outlives a reload; a message on the channel of the same
name only wakes them. Numbers are given by the runner and only grow, so nothing is shown twice.
"""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

KEEP_SECONDS = 3600
CHANNELS = "battle:*"


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    number: int
    data: dict[str, Any]


def name_of(battle_id: uuid.UUID | str) -> str:
    """Key of the stream, and name of the channel that wakes its viewers."""
    return f"battle:{battle_id}"


async def read_after(redis: "Redis", battle_id: uuid.UUID | str, number: int) -> list[LoggedEvent]:
    """The events with a higher number, in order."""
    rows: Any = await redis.xrange(name_of(battle_id), min=f"({number}-0", count=2000)
    return [_decode(row_id, fields) for row_id, fields in rows]


def _decode(row_id: bytes, fields: dict[bytes, bytes]) -> LoggedEvent:
    return LoggedEvent(int(row_id.split(b"-")[0]), json.loads(fields[b"data"]))


class LogWriter:
    """Appends events; keeps them until they are in the stream, whatever happens to Redis.

    first_number: the number of the first event, higher than any that an earlier attempt used.
    """

    def __init__(self, redis: "Redis", battle_id: uuid.UUID | str, first_number: int) -> None:
        self._redis = redis
        self._name = name_of(battle_id)
        self._events: list[LoggedEvent] = []
        self._next_number = first_number
        self._num_stored = 0

    async def append(self, **data: Any) -> bool:
        """False while Redis is away: the event is kept and goes out with a later one."""
        self._events.append(LoggedEvent(self._next_number, data))
        self._next_number += 1
        return await self.flush()

    async def flush(self) -> bool:
        """Send what is not yet in the stream; all of it again if the stream has been lost."""
        try:
            if self._num_stored and not await self._redis.exists(self._name):
                self._num_stored = 0
            for event in self._events[self._num_stored :]:
                await self._store(event)
                self._num_stored += 1
            await self._redis.publish(self._name, "")
        except RedisError:
            return False
        return True

    async def _store(self, event: LoggedEvent) -> None:
        data = json.dumps(event.data, ensure_ascii=False)
        try:
            await self._redis.xadd(self._name, {"data": data}, id=f"{event.number}-0")
        except ResponseError as error:
            if "equal or smaller" not in str(error):  # it is in the stream: the answer was lost
                raise
        await self._redis.expire(self._name, KEEP_SECONDS)
