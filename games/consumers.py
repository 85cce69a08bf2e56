"""The door of a match's socket: decode a wish, call a service, send what came of it.

The truth is in the database; a message of the group only says that it has grown. Each watcher then
reads the events after the last one that it has, with the eyes of its own seat. So a cut, a lost
message or a restart costs a little time and nothing else.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone

from games import selectors, services
from games.acting import act
from games.attending.attendance import Attendance
from games.attending.company import Company, company_of, company_piece
from games.attending.presence import Departure, Presence
from games.broadcasting import announce, name_of
from games.errors import NotAllowed, NotFound, Refusal, Stale, TooLate
from games.messages import Acting, BadFrame, Hello, Ping, PlayMove, Wish, decode
from games.models import Match
from games.pages.pieces import pieces_of
from games.presenting import state_of
from games.rules.base import Seat
from lib.bot_tokens.selectors import token_named
from lib.bot_tokens.services import note_use
from lib.ending import end_tasks
from lib.event_hub import EventHub
from lib.visitors import bot_of, visitor_of_session

SILENCE_SECONDS = 5.0  # after which a watcher looks by itself
LATE_LOOK_SECONDS = 1.0  # between looks at a clock that has run out but for its player's lag
MOST_FRAMES, IN_SECONDS = 20, 1.0
WINDOW_CLOSED = {1000, 1001}  # codes by which a browser says that somebody went
UNKNOWN_TOKEN, NO_SUCH_MATCH, NOT_TO_BE_SEEN, TOO_MANY_FRAMES = 4401, 4404, 4423, 4429
# Of all sockets of the process: one that waits for a lock of the database keeps no other waiting.
_THREADS = ThreadPoolExecutor(8, thread_name_prefix="match-socket")


class MatchConsumer(AsyncWebsocketConsumer):
    """One watcher of one match; a player if the visitor sits there."""

    match_id: UUID
    seat: Seat | None = None
    seen = 0  # the last event that was sent
    lag_ms = 0  # of the line, as its client measures it; a clock forgives some of it
    _due: float | None = None  # when the clock that runs will have run out
    _presence_told: Presence | None = None
    _looking: asyncio.Task[None] | None = None

    def __init__(self, hub: EventHub, attendance: Attendance) -> None:
        super().__init__()
        self._hub, self._attendance = hub, attendance
        self._name = uuid4().hex
        self._frames: list[float] = []
        self._news_in_turn = asyncio.Lock()  # else the same news would be sent twice

    async def connect(self) -> None:
        self.match_id = UUID(self.scope["url_route"]["kwargs"]["match_id"])
        await self.accept()
        try:
            self.seat = await _in_thread(self._find_seat)()
        except NotFound:
            await self.close(NO_SUCH_MATCH, "There is no such match.")
            return
        except NotAllowed as refusal:
            await self.close(NOT_TO_BE_SEEN, str(refusal.message))
            return
        self._looking = asyncio.create_task(self._look_when_woken())
        await self._sign()

    async def disconnect(self, code: int) -> None:
        if self._looking is None:
            return
        await end_tasks([self._looking])
        departure = Departure.CLOSED if code in WINDOW_CLOSED else Departure.LOST
        await self._attendance.end(self.match_id, self._name, self.seat, self.lag_ms, departure)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        now = time.monotonic()
        self._frames = [*(at for at in self._frames if at > now - IN_SECONDS), now]
        if len(self._frames) > MOST_FRAMES:
            await self.close(TOO_MANY_FRAMES, "That was too fast. Connect again in a moment.")
            return
        try:
            await self._grant(decode(text_data))
        except BadFrame as fault:
            await self.close(fault.code, str(fault))

    async def _grant(self, wish: Wish) -> None:
        if isinstance(wish, Ping):
            self.lag_ms = wish.lag_ms
            await self._send({"type": "pong", "n": wish.n})
            await self._sign(is_hidden=wish.is_hidden)
        elif isinstance(wish, Hello):
            if wish.token is not None:
                self.seat = await _in_thread(self._find_seat_of_bot)(wish.token)
                await self._sign()
            self.seen = wish.after
            await self._send_news("state", always=True)
        elif self.seat is None:
            await self._send({"type": "refused", "words": "You are watching this match."})
        else:
            await self._act(self.seat, wish)

    async def _act(self, seat: Seat, wish: Acting) -> None:
        named = {"id": wish.id} if isinstance(wish, PlayMove) else {}
        try:
            played = await _in_thread(act)(self.match_id, seat, wish, timezone.now(), self.lag_ms)
        except Refusal as refusal:
            words = str(refusal.message)
            await self._send({"type": "refused", "kind": refusal.kind, "words": words, **named})
            if isinstance(refusal, Stale | TooLate):
                await self._send_news("grown")
            return
        await self._send({"type": "taken", "seq": played.seq, **named})
        await self._send_news("grown")

    async def _look_when_woken(self) -> None:
        with self._hub.watch(name_of(self.match_id)) as wake:
            while True:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._seconds_to_next_look()):
                        await wake.wait()
                wake.clear()
                await self._send_news("grown")
                await self._send_company()
                if self._due is not None and time.monotonic() >= self._due:
                    await self._look_at_the_clock()

    def _seconds_to_next_look(self) -> float:
        if self._due is None:
            return SILENCE_SECONDS
        left = self._due - time.monotonic()
        return min(SILENCE_SECONDS, max(left, LATE_LOOK_SECONDS))

    async def _look_at_the_clock(self) -> None:
        """A clock that has run out ends the match; one that was lengthened is shown anew."""
        await _in_thread(self._end_if_out_of_time)()
        await self._send_news("state", always=True)

    async def _sign(self, *, is_hidden: bool = False) -> None:
        await self._attendance.sign(
            self.match_id, self._name, self.seat, self.lag_ms, is_hidden=is_hidden
        )

    async def _send_company(self) -> None:
        """To a player, when it has changed."""
        presence = await self._attendance.read(self.match_id) if self.seat else None
        if presence is None or presence == self._presence_told:
            return
        self._presence_told = presence
        company = await _in_thread(self._company)(presence)
        piece = company_piece(self.match_id, company)
        await self._send({"type": "presence", "pieces": {"company": piece}})

    def _company(self, presence: Presence) -> Company:
        match = selectors.match_of(self.match_id)
        return company_of(match, self.seat or "", presence, timezone.now())

    def _end_if_out_of_time(self) -> None:
        if services.end_if_out_of_time(match_id=self.match_id, now=timezone.now()):
            announce(self.match_id)

    async def _send_news(self, kind: str, *, always: bool = False) -> None:
        """What this watcher has not seen; nothing if there is nothing."""
        async with self._news_in_turn:
            news = await _in_thread(self._news)(self.seen, always)
            if news is not None:
                self.seen = news["state"]["seq"]
                clock = news["state"]["clock"]
                left = clock["left_seconds"] if clock else None
                self._due = None if left is None else time.monotonic() + left
                await self._send({"type": kind, **news})

    def _news(self, seen: int, always: bool) -> dict[str, Any] | None:
        match = Match.objects.get(pk=self.match_id)
        if match.seq <= seen and not always:
            return None
        state = state_of(match, self.seat, now=timezone.now(), after=min(seen, match.seq))
        if state["seq"] <= seen and not always:
            return None  # not yet for a spectator
        return {"state": state, "pieces": pieces_of(state)}

    def _find_seat(self) -> Seat | None:
        match = selectors.match_of(self.match_id)
        seat = selectors.seat_of(match, visitor_of_session(self.scope["session"]))
        selectors.check_may_see(match, seat, timezone.now().date())
        return seat

    def _find_seat_of_bot(self, token: str) -> Seat:
        found = token_named(token)
        if found is None:
            raise BadFrame("This token is not known or was revoked.", UNKNOWN_TOKEN)
        note_use(token=found, now=timezone.now())
        seat = selectors.seat_of(selectors.match_of(self.match_id), bot_of(found.user))
        if seat is None:
            raise BadFrame("No bot of yours plays in this match.", NO_SUCH_MATCH)
        return seat

    async def _send(self, message: dict[str, Any]) -> None:
        await self.send(json.dumps(message, ensure_ascii=False))


def _in_thread(call: Callable[..., Any]) -> Callable[..., Any]:
    return database_sync_to_async(call, thread_sensitive=False, executor=_THREADS)
