"""Signs of life of processes that nobody can knock at: worker and beat write the hour to Redis."""

import logging
import time

import redis
from django.conf import settings

KEEP_SECONDS = 300
TIMEOUT_SECONDS = 0.5
logger = logging.getLogger(__name__)


def connect() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
    )


def beat(name: str) -> None:
    """Write that the process called name is alive. A Redis that is away is logged."""
    try:
        with connect() as client:
            client.set(f"alive:{name}", repr(time.time()), ex=KEEP_SECONDS)
    except redis.RedisError as error:
        logger.warning("The heartbeat of %s was not written: %s", name, error)


def age_seconds(name: str) -> float | None:
    """Seconds since the last sign of life; None when there was none lately. Raises RedisError."""
    with connect() as client:
        at = client.get(f"alive:{name}")
    return None if at is None else max(time.time() - float(at), 0.0)
