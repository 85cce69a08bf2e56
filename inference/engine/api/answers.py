"""From the engine's thread into the event loop: what it delivers for the sequences of a request."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable

from inference.engine.engine import Delivery, Engine
from inference.engine.errors import EngineFailed, GrammarTooComplex
from inference.engine.sequence import Sequence

Indexed = tuple[int, Delivery]  # which sequence of the request it is for


class ClientLeft(Exception):
    """Nobody waits for this answer any more."""


class Doorbell:
    """Wakes the event loop once, however many answers have something new when it gets to look."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._rung: deque[Callable[[], None]] = deque()
        self._is_ringing = False

    def ring(self, wake: Callable[[], None]) -> None:
        """From any thread: have wake called in the loop."""
        self._rung.append(wake)
        if not self._is_ringing:
            self._is_ringing = True
            self._loop.call_soon_threadsafe(self._answer)

    def _answer(self) -> None:
        self._is_ringing = False  # first: who comes from here on must ring again
        while self._rung:
            self._rung.popleft()()


class Answers:
    """All sequences of one request on their way through the engine.

    close() stops the engine where an answer is not whole yet.
    """

    def __init__(
        self,
        engine: Engine,
        sequences: list[Sequence],
        on_close: Callable[[Answers], None],
    ) -> None:
        self.sequences = sequences
        self._engine = engine
        self._on_close = on_close
        self._arrived: deque[Indexed] = deque()
        self._news = asyncio.Event()
        self._open = set(range(len(sequences)))
        self._has_left = False

    def start(self, doorbell: Doorbell, each_token: bool) -> None:
        """Hand the sequences to the engine, in their order.

        each_token: wake for every token; otherwise for ends only, as waking costs most of all.
        """

        def listener(index: int) -> Callable[[Delivery], None]:
            def receive(delivery: Delivery) -> None:
                self._arrived.append((index, delivery))
                if each_token or delivery.failed or delivery.finish_reason:
                    doorbell.ring(self._news.set)

            return receive

        for index, sequence in enumerate(self.sequences):
            self._engine.submit(sequence, listener(index))

    @property
    def num_unfinished(self) -> int:
        """Sequences whose end has not been seen yet."""
        return len(self._open)

    async def deliveries(self) -> AsyncIterator[list[Indexed]]:
        """All that has come since the last look, until each sequence has its finish reason.

        Raises EngineFailed, GrammarTooComplex or ClientLeft.
        """
        while self._open:
            await self._news.wait()
            self._news.clear()
            if self._has_left:
                raise ClientLeft
            news: list[Indexed] = []
            while self._arrived:
                news.append(self._arrived.popleft())
                self._note_end(*news[-1])
            if news:
                yield news

    def _note_end(self, index: int, delivery: Delivery) -> None:
        if delivery.failed or delivery.finish_reason is not None:
            self._open.discard(index)
        if delivery.too_complex:
            raise GrammarTooComplex(
                "The schema or pattern is too complex to be followed. Ask for a simpler one."
            )
        if delivery.failed:
            raise EngineFailed("The engine could not finish this answer. Please ask again.")

    def leave(self) -> None:
        """The client has gone."""
        self._has_left = True
        self._news.set()

    def close(self) -> None:
        for index in self._open:
            self._engine.abort(self.sequences[index].sequence_id)
        self._open.clear()
        self._on_close(self)
