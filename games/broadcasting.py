"""Tells whoever watches a match that it has grown; what came, each reads with their own eyes.

Nothing of the match is in the message, so no secret passes through Redis. A message that is lost
only delays: watchers look by themselves now and then.
"""

import logging
from functools import cache, partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from redis import Redis
from redis.exceptions import RedisError

from lib.jobs.models import Job
from lib.jobs.tasks import wake

logger = logging.getLogger(__name__)
CHANNELS = "match:*"
TIMEOUT_SECONDS = 0.25  # a move must not wait for Redis


def name_of(match_id: UUID | str) -> str:
    """Of the channel that wakes a match's watchers."""
    return f"match:{match_id}"


def announce(match_id: UUID | str, next_turn: Job | None = None) -> None:
    """After the transaction, if there is one; and wake a worker for the turn that comes next."""
    transaction.on_commit(partial(_publish, name_of(match_id)), robust=True)
    if next_turn is not None:
        wake(next_turn)


def _publish(name: str) -> None:
    try:
        connection().publish(name, "")
    except RedisError as error:
        logger.warning("watchers were not told: %r", error)


@cache
def connection() -> Redis:
    """To Redis, for what cannot wait long for it."""
    return Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
    )
