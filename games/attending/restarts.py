"""The site came back after it was away: clocks are lengthened, and nobody was absent meanwhile.

A web process that begins says so; the sweep notices it by itself when Redis or the whole site was
away, since what it left in Redis is gone or has run out. However many come back together, time is
given once.
"""

import logging
from datetime import datetime

from redis.exceptions import RedisError

from games import services
from games.broadcasting import connection
from games.clocks import AFTER_RESTART

logger = logging.getLogger(__name__)
RESTARTED_AT = "presence:restarted-at"
GIVEN, SWEPT = "presence:time-was-given", "presence:swept"
SWEPT_SECONDS = 60  # several rounds of the sweep


def note_restart(now: datetime) -> None:
    try:
        seconds = int(AFTER_RESTART.total_seconds())
        if not connection().set(GIVEN, "yes", nx=True, ex=seconds):
            return
        connection().set(RESTARTED_AT, now.timestamp())
    except RedisError as error:
        logger.warning("time is given without Redis: %r", error)
    services.lengthen_clocks(now)


def was_away(now: datetime) -> bool:
    """Of the sweep: whether there was none for a while; remembers that there is one now."""
    try:
        return connection().set(SWEPT, now.isoformat(), ex=SWEPT_SECONDS, get=True) is None
    except RedisError as error:
        logger.warning("whether the site was away is not known: %r", error)
        return False
