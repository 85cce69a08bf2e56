"""Tells whoever watches a match that it has grown; what came, each reads with their own eyes.

Nothing of the match is in the message, so no secret passes through Redis. A message that is lost
only delays: watchers look by themselves now and then.
"""

import logging
from functools import partial
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def group_of(match_id: UUID | str) -> str:
    return f"match.{match_id}"


def announce(match_id: UUID | str, kind: str = "grown", **facts: Any) -> None:
    """After the transaction, if there is one."""
    message = {"type": f"match.{kind}", **facts}
    transaction.on_commit(partial(_send, group_of(match_id), message), robust=True)


def _send(group: str, message: dict[str, Any]) -> None:
    try:
        async_to_sync(get_channel_layer().group_send)(group, message)
    except (RedisError, OSError) as error:
        logger.warning("watchers were not told: %r", error)
