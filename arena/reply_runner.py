"""One attempt at one turn: both sides asked at once, paced together, told to the log.

1. Ask every side; what it writes goes into the pacer.
2. Each tick: show what the pacer gives, one event for both sides.
3. Tell when a side's state changes: thinking, writing, done, failed.
4. End when all is shown, when the visitor stops it, or when a failed side calls for a swap.

Knows no database: the plan comes in, the result goes out, and somebody else writes it down.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from arena.live_log import LogWriter
from arena.pacing import Pacer
from inference.backends.base import AnswerStream, BackendError
from inference.wire import Message, TokenChunk
from lib.clock import Clock
from lib.ending import end_tasks

TICK_SECONDS = 0.05
STOP_CHECK_SECONDS = 0.5
MOST_CHARACTERS = 65_536


class AskSide(Protocol):
    """Starts one side's answer; raises BackendError from the iterator when it fails."""

    def __call__(self, side: str) -> AnswerStream: ...


@dataclass(frozen=True, slots=True)
class AttemptPlan:
    turn_index: int
    attempt: int
    reason: str  # "", "retry" or "swap"
    messages: Mapping[str, tuple[Message, ...]]  # side -> what it is asked
    may_swap: bool
    pace_characters_per_second: float


@dataclass(slots=True)
class SideResult:
    """status: done, stopped or failed; times in seconds from the start of the attempt."""

    status: str = "stopped"
    text: str = ""
    finish_reason: str = ""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    first_token_seconds: float | None = None
    seconds: float = 0.0
    provider_request_id: str = ""
    num_retries: int = 0
    error: BackendError | None = None


@dataclass(frozen=True, slots=True)
class AttemptResult:
    sides: Mapping[str, SideResult]
    stopped: bool
    wants_swap: bool


@dataclass(slots=True)
class _Attempt:
    plan: AttemptPlan
    ask: AskSide
    log: LogWriter
    clock: Clock
    pacer: Pacer
    results: dict[str, SideResult]
    states: dict[str, str] = field(default_factory=dict)

    async def write_side(self, side: str) -> None:
        """Pull one side's answer into the pacer."""
        started, result = self.clock.now(), self.results[side]
        try:
            async with contextlib.aclosing(self.ask(side)) as answer:
                async for piece in answer:
                    if isinstance(piece, TokenChunk):
                        if result.first_token_seconds is None:
                            result.first_token_seconds = self.clock.now() - started
                        result.text += piece.text
                        self.pacer.feed(side, piece.text, self.clock.now())
                        if len(result.text) > MOST_CHARACTERS:
                            result.finish_reason = "length"
                            break
                    else:
                        result.finish_reason = piece.reason
                        result.prompt_tokens = piece.prompt_tokens
                        result.completion_tokens = piece.completion_tokens
                        result.provider_request_id = piece.request_id
                        result.num_retries = piece.num_retries
            if not result.text.strip():
                raise BackendError("the answer is empty")
            result.status = "done"
        except BackendError as error:
            result.status, result.error = "failed", error
            result.num_retries = error.num_retries
        finally:
            result.seconds = self.clock.now() - started
            self.pacer.end(side)

    async def tell_states(self) -> None:
        states = {side: self._state(side) for side in self.results}
        if states != self.states:
            self.states = states
            await self.log.append(type="state", **states)

    def _state(self, side: str) -> str:
        if self.results[side].status == "failed":
            return "failed"
        if self.pacer.is_whole(side):
            return "done"
        return "writing" if self.pacer.is_open else "thinking"

    async def show(self) -> None:
        pieces = self.pacer.release(self.clock.now())
        if any(pieces.values()):
            await self.log.append(type="delta", turn=self.plan.turn_index, **pieces)

    @property
    def has_failed_side(self) -> bool:
        return any(result.status == "failed" for result in self.results.values())


async def run_attempt(
    plan: AttemptPlan,
    *,
    ask: AskSide,
    log: LogWriter,
    clock: Clock,
    is_stop_requested: Callable[[], Awaitable[bool]],
) -> AttemptResult:
    """Run the attempt; writes every event but the last ("end"), which follows the row."""
    pacer = Pacer(tuple(plan.messages), plan.pace_characters_per_second)
    attempt = _Attempt(plan, ask, log, clock, pacer, {side: SideResult() for side in plan.messages})
    await log.append(type="start", turn=plan.turn_index, attempt=plan.attempt, reason=plan.reason)
    writers = [asyncio.create_task(attempt.write_side(side)) for side in plan.messages]
    stopped = wants_swap = False
    next_stop_check = clock.now() + STOP_CHECK_SECONDS
    try:
        while not (stopped or wants_swap or pacer.is_done):
            await attempt.show()
            await attempt.tell_states()
            wants_swap = plan.may_swap and attempt.has_failed_side
            if clock.now() >= next_stop_check:
                stopped = await is_stop_requested()
                next_stop_check = clock.now() + STOP_CHECK_SECONDS
            await asyncio.sleep(TICK_SECONDS)
    finally:
        outcomes = await end_tasks(writers)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
    return AttemptResult(attempt.results, stopped, wants_swap and not stopped)
