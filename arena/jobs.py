"""The job that answers a turn: read the plan, run the attempt, write the result, tell the end."""

import asyncio
import contextlib
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from random import SystemRandom
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from redis.asyncio import Redis

from arena import attempts, selectors, services
from arena.judging import JUDGE_JOB, ask_for_judging, judge_batch
from arena.live_log import LogWriter
from arena.models import Battle, Turn
from arena.presenting import end_event
from arena.reply_runner import AttemptPlan, SideResult, run_attempt
from inference.backends.base import AnswerStream, BackendError, NoRoute
from inference.completion_facts import CompletionFacts
from inference.route_spec import RouteSpec
from inference.services import claim_route, record_completion, stream
from lib.clock import SystemClock
from lib.jobs.registry import handler

logger = logging.getLogger(__name__)
END_TRIES = 60  # half a second each: a restarted Redis is back by then


@handler(services.TURN_JOB)
def answer_turn(payload: dict[str, int], attempt: int) -> None:
    """Answer a turn, with one swap of the pair if its first answer fails."""
    reason = "retry" if attempt > 1 else ""
    while turn := attempts.begin_attempt(turn_id=payload["turn"]):
        if attempt > attempts.MOST_ATTEMPTS:
            attempts.give_up(turn=turn)
            return
        with asyncio.Runner() as runner, _redis(runner) as redis:
            over = _answer(turn, reason, runner, redis)
        if over:
            return
        reason = "swap"


@handler(JUDGE_JOB)
def judge_categories(payload: dict[str, Any], attempt: int) -> None:
    """Judge a batch of votes and ask for the next one."""
    after = judge_batch(payload["judge"], payload["after"])
    if after is not None:
        ask_for_judging(payload["judge"], after)


@contextlib.contextmanager
def _redis(runner: asyncio.Runner) -> Iterator[Redis]:
    redis = Redis.from_url(settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=2)
    try:
        yield redis
    finally:
        runner.run(redis.aclose())


def _answer(turn: Turn, reason: str, runner: asyncio.Runner, redis: Redis) -> bool:
    """One attempt; False if the pair was swapped and all is to be answered anew."""
    started_at = timezone.now()
    slugs = {
        side: selectors.contestant_of(turn.battle, side).slug
        for side in selectors.sides_of(turn.battle)
    }
    routes = {side: _route(slug) for side, slug in slugs.items()}
    plan = _plan(turn, reason)
    log = LogWriter(redis, turn.battle_id, turn.first_event)

    async def ask(side: str) -> AnswerStream:
        route = routes[side]
        if isinstance(route, BackendError):
            raise route
        async with contextlib.aclosing(stream(route, plan.messages[side])) as answer:
            async for piece in answer:
                yield piece

    result = runner.run(
        run_attempt(
            plan,
            ask=ask,
            log=log,
            clock=SystemClock(),
            is_stop_requested=lambda: asyncio.to_thread(_is_stop_requested, turn.pk),
        )
    )
    for side, slug in slugs.items():
        _record(slug, result.sides[side], started_at, caller=f"turn:{turn.pk}:{side}")
    if result.wants_swap and attempts.swap_pair(turn=turn, result=result, rng=SystemRandom()):
        return False
    if attempts.finish_attempt(turn=turn, result=result):
        runner.run(_tell(log, end_event(selectors.turn(turn.pk))))
    else:
        logger.warning("turn %s was taken over by another runner", turn.pk)
    return True


def _route(slug: str) -> RouteSpec | BackendError:
    """The way to a contestant, or why there is none: that side has then failed."""
    try:
        route = claim_route(slug=slug, now=timezone.now())
    except BackendError as error:
        return error
    most_tokens = min(route.sampling.max_tokens, settings.MAX_ANSWER_TOKENS)
    return replace(route, sampling=replace(route.sampling, max_tokens=most_tokens))


def _is_stop_requested(turn_id: int) -> bool:
    """In a thread that belongs to no request: its connection is given back at once."""
    try:
        return selectors.is_stop_requested(turn_id)
    finally:
        connection.close()


def _plan(turn: Turn, reason: str) -> AttemptPlan:
    battle = turn.battle
    return AttemptPlan(
        turn_index=turn.index,
        attempt=turn.attempt,
        reason=reason,
        messages={side: selectors.messages_for(turn, side) for side in selectors.sides_of(battle)},
        may_swap=battle.mode == Battle.Mode.BLIND and turn.index == 0 and not battle.swaps,
        pace_characters_per_second=settings.PACE_CHARACTERS_PER_SECOND,
    )


def _record(slug: str, outcome: SideResult, started_at: datetime, caller: str) -> None:
    """Tell the route's breaker and the admin what became of the request."""
    if isinstance(outcome.error, NoRoute):
        return
    facts = CompletionFacts(
        started_at=started_at,
        first_token_seconds=outcome.first_token_seconds,
        total_seconds=outcome.seconds,
        finish_reason="stopped" if outcome.status == "stopped" else outcome.finish_reason,
        prompt_tokens=outcome.prompt_tokens,
        completion_tokens=outcome.completion_tokens,
        provider_request_id=outcome.provider_request_id,
        num_retries=outcome.num_retries,
        error=outcome.error,
    )
    record_completion(slug=slug, outcome=facts, caller=caller)


async def _tell(log: LogWriter, event: dict[str, Any]) -> None:
    """The last event; the row has it already, so a viewer would learn it a little later anyway."""
    told = await log.append(**event)
    for _ in range(END_TRIES):
        if told:
            return
        await asyncio.sleep(0.5)
        told = await log.flush()
    logger.warning("the end of a turn was not told: Redis is away")
