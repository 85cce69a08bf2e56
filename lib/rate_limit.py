"""How often somebody may do a thing: one moving window, shared by pages, sockets and the API."""

import logging
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from django.conf import settings
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from lib.client_address import address_of

if TYPE_CHECKING:  # views read the throttle classes when they are imported: this module
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)
NETWORK_FACTOR = 10


def _storage(redis_url: str) -> Storage:
    if redis_url.startswith("unix:"):
        redis_url = f"redis+unix://{urlsplit(redis_url).path}"
    return cast(Storage, storage_from_string(redis_url))


_shared = MovingWindowRateLimiter(_storage(settings.REDIS_URL))  # connects when first asked
_local = MovingWindowRateLimiter(MemoryStorage())


def allow(limit: str, *identity: str) -> bool:
    """Count one more, and say whether it is still within the limit ("60/hour").

    While Redis is away each process counts for itself: stricter than nothing, and no page fails.
    """
    item: RateLimitItem = parse(limit)
    try:
        return _shared.hit(item, *identity)
    except RedisError as error:
        logger.warning("rate limits are counted in this process only: %s", error)
        return _local.hit(item, *identity)


def forget() -> None:
    """What this process alone has counted."""
    _local.storage.reset()


def allow_with_network(number: int, period: str, what: str, who: str, network_key: str) -> bool:
    """Count one more of somebody, and of their network, which may have NETWORK_FACTOR as many."""
    own = allow(f"{number}/{period}", what, who)
    return own and allow(f"{number * NETWORK_FACTOR}/{period}", what, "network", network_key)


class PublicThrottle(BaseThrottle):
    """The public API's limit, a network address."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        limit = f"{settings.API_REQUESTS_PER_MINUTE}/minute"
        return allow(limit, "api", address_of(request._request))

    def wait(self) -> float:
        return 60.0
