"""Ask a backend within deadlines, and again if nobody picked up; no table, no setting.

1. Each try gets what is left of the time: to the first token, between tokens, in all.
2. An error that may pass (busy, no connection) before the first token is tried again, twice.
3. After the first token there is no second try: the visitor has seen it.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace

from inference.backends.base import AnswerStream, Backend, BackendError, TookTooLong
from inference.route_spec import RouteSpec, Timeouts
from inference.wire import Finished, GenerateRequest, TokenChunk
from lib.clock import Clock


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Waits base, twice base ... seconds, each times a draw from [0.5, 1.5)."""

    max_retries: int = 2
    base_seconds: float = 0.4

    def wait_seconds(self, num_retries: int, rng: random.Random) -> float:
        return self.base_seconds * 2.0**num_retries * (0.5 + rng.random())


async def ask(
    backend: Backend,
    spec: RouteSpec,
    request: GenerateRequest,
    *,
    clock: Clock,
    rng: random.Random,
    retries: RetryPolicy,
) -> AnswerStream:
    """Chunks, then Finished with its num_retries; or a BackendError with its own."""
    deadline = clock.now() + spec.timeouts.total_seconds
    num_retries = 0
    while True:
        has_spoken = False
        within = _within(backend.stream(spec, request), spec.timeouts, clock, deadline)
        try:
            async with contextlib.aclosing(within) as answer:
                async for piece in answer:
                    has_spoken = True
                    yield _with_retries(piece, num_retries)
            return
        except BackendError as error:
            error.num_retries = num_retries
            wait = retries.wait_seconds(num_retries, rng)
            may_retry = error.may_retry and not has_spoken and num_retries < retries.max_retries
            if not may_retry or clock.now() + wait >= deadline:
                raise
        await asyncio.sleep(wait)
        num_retries += 1


def _with_retries(piece: TokenChunk | Finished, num_retries: int) -> TokenChunk | Finished:
    return replace(piece, num_retries=num_retries) if isinstance(piece, Finished) else piece


async def _within(
    stream: AnswerStream, timeouts: Timeouts, clock: Clock, deadline: float
) -> AsyncGenerator[TokenChunk | Finished, None]:
    """The same pieces, or TookTooLong; a timeout never runs while the reader has the piece."""
    patience = timeouts.first_token_seconds
    what = "no first token"
    async with contextlib.aclosing(stream) as pieces:
        while True:
            left = deadline - clock.now()
            try:
                async with asyncio.timeout(max(0.0, min(patience, left))):
                    piece = await anext(pieces, None)
            except TimeoutError:
                if left <= patience:
                    what, patience = "not whole", timeouts.total_seconds
                raise TookTooLong(f"{what} within {patience:g} s") from None
            if piece is None:
                return
            yield piece
            patience, what = timeouts.idle_seconds, "no next token"
