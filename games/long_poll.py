"""The door of a bot that waits: GET /api/v1/bots/matches/<id>/?after=<number>&wait=<seconds>.

A plain ASGI application in front of Django's, for the reason of the sockets: who waits costs one
coroutine. It only holds the request until there is something to tell; Django's view then answers,
and judges what is wrong with it as well.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from channels.db import database_sync_to_async

from games import selectors
from games.broadcasting import name_of
from games.errors import NotFound
from games.models import Match
from games.rules.base import Seat, seat_to_move
from lib.bot_tokens.authentication import bearer_of
from lib.bot_tokens.selectors import token_named
from lib.event_hub import EventHub
from lib.visitors import bot_of

Scope = Mapping[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]
LONGEST_WAIT_SECONDS = 25  # proxies give up after 30 or 60
SILENCE_SECONDS = 5.0  # after which a waiting request looks by itself


@dataclass(frozen=True, slots=True)
class _Waiting:
    match_id: UUID
    after: int
    seconds: int
    token: str


class LongPoll:
    def __init__(self, hub: EventHub, application: Application) -> None:
        self._hub = hub
        self._application = application

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        waiting = _waiting(scope)
        if waiting is not None:
            await self._wait(waiting)
        await self._application(scope, receive, send)

    async def _wait(self, waiting: _Waiting) -> None:
        seat = await database_sync_to_async(_seat_of)(waiting)
        if seat is None:
            return
        loop = asyncio.get_running_loop()
        deadline = loop.time() + waiting.seconds
        with self._hub.watch(name_of(waiting.match_id)) as wake:
            while not await database_sync_to_async(_has_news)(waiting, seat):
                left = deadline - loop.time()
                if left <= 0:
                    return
                try:
                    async with asyncio.timeout(min(left, SILENCE_SECONDS)):
                        await wake.wait()
                except TimeoutError:
                    continue
                wake.clear()


def _waiting(scope: Scope) -> _Waiting | None:
    """None where nobody asks to wait, or not in a form that could be granted."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    after, seconds = (query.get(name, ["0"])[0] for name in ("after", "wait"))
    header = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
    token = bearer_of(header)
    if scope["method"] != "GET" or token is None or not (after + seconds).isdecimal():
        return None
    wait = min(int(seconds[:9]), LONGEST_WAIT_SECONDS)
    match_id = UUID(scope["url_route"]["kwargs"]["match_id"])
    return _Waiting(match_id, int(after[:15]), wait, token) if wait else None


def _seat_of(waiting: _Waiting) -> Seat | None:
    """None for whoever has no bot in the match: they wait for nothing."""
    token = token_named(waiting.token)
    try:
        match = selectors.match_of(waiting.match_id)
    except NotFound:
        return None
    return selectors.seat_of(match, bot_of(token.user)) if token else None


def _has_news(waiting: _Waiting, seat: Seat) -> bool:
    match = selectors.match_of(waiting.match_id)
    if match.seq > waiting.after or match.is_over:
        return True
    if match.status != Match.Status.PLAYING:
        return False
    record = selectors.record_of(match)
    return seat_to_move(record.game, record.position) == seat
