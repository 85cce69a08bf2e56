"""What inference does: ask a contestant, keep what became of it, and look after the routes."""

import contextlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from inference import breaker as breakers
from inference.asking import RetryPolicy, ask
from inference.backends import BACKENDS
from inference.backends.base import (
    AnswerStream,
    BackendError,
    NoRoute,
    NotAsked,
    RouteLeftAlone,
)
from inference.breaker import Breaker, Phase
from inference.completion_facts import CompletionFacts, WholeAnswer
from inference.credentials import encrypt
from inference.models import Completion, Route
from inference.route_spec import RouteSpec
from inference.selectors import breaker_of, spec_of
from inference.wire import GenerateRequest, Message, TokenChunk
from lib.audit.services import record
from lib.clock import Clock, SystemClock

_CLOCK = SystemClock()
_RETRIES = RetryPolicy()


async def stream(
    spec: RouteSpec,
    messages: Sequence[Message],
    *,
    seed: int | None = None,
    schema: Mapping[str, Any] | None = None,
    clock: Clock = _CLOCK,
    retries: RetryPolicy = _RETRIES,
) -> AnswerStream:
    """TokenChunks, then Finished; or a BackendError. Touches no table.

    schema: JSON Schema for the answer; backends outside FOLLOW_SCHEMAS ignore it.

    Close it (contextlib.aclosing) when leaving early: that stops the work behind it.
    """
    if spec.system_prompt:
        messages = [Message.of_text("system", spec.system_prompt), *messages]
    request = GenerateRequest(messages, replace(spec.sampling, seed=seed), schema)
    backend = BACKENDS[spec.backend]
    answer = ask(backend, spec, request, clock=clock, rng=random.Random(seed), retries=retries)
    async with contextlib.aclosing(answer) as pieces:
        async for piece in pieces:
            yield piece


async def whole_answer(
    spec: RouteSpec,
    messages: Sequence[Message],
    *,
    started_at: datetime,
    seed: int | None = None,
    schema: Mapping[str, Any] | None = None,
    clock: Clock = _CLOCK,
) -> WholeAnswer:
    """The same as one piece, for whoever does not watch it being written; no BackendError leaves.

    An answer that failed has its error among the facts. Touches no table.
    """
    start, first_token_seconds, text = clock.now(), None, []
    facts = CompletionFacts(started_at=started_at, total_seconds=0.0)
    try:
        answer = stream(spec, messages, seed=seed, schema=schema, clock=clock)
        async with contextlib.aclosing(answer) as pieces:
            async for piece in pieces:
                if first_token_seconds is None:
                    first_token_seconds = clock.now() - start
                if isinstance(piece, TokenChunk):
                    text.append(piece.text)
                    continue
                facts = replace(
                    facts,
                    finish_reason=piece.reason,
                    prompt_tokens=piece.prompt_tokens,
                    completion_tokens=piece.completion_tokens,
                    provider_request_id=piece.request_id,
                    num_retries=piece.num_retries,
                )
    except BackendError as error:
        facts = replace(
            facts,
            error=error,
            provider_request_id=error.request_id,
            num_retries=error.num_retries,
        )
    seconds = clock.now() - start
    facts = replace(facts, first_token_seconds=first_token_seconds, total_seconds=seconds)
    return WholeAnswer("".join(text), facts)


def claim_route(*, slug: str, now: datetime) -> RouteSpec:
    """The way to a contestant, for one request; where the breaker is half-open, its one trial.

    Raises NoRoute, or RouteLeftAlone while the breaker is open or another request is the trial.
    """
    route = Route.objects.filter(contestant_slug=slug).first()
    if route is not None and breakers.phase(breaker_of(route), now) is Phase.HALF_OPEN:
        return _claim_trial(slug, now)
    return spec_of(_usable(route, slug, now))


@transaction.atomic
def _claim_trial(slug: str, now: datetime) -> RouteSpec:
    """Only one request may be it: whoever has the row's lock and finds the breaker still so."""
    found = Route.objects.select_for_update().filter(contestant_slug=slug).first()
    route = _usable(found, slug, now)
    spec, breaker = spec_of(route), breaker_of(route)
    if breakers.phase(breaker, now) is Phase.HALF_OPEN:
        until = now + timedelta(seconds=spec.timeouts.total_seconds)
        _keep_breaker(route, breakers.with_trial(breaker, until=until))
    return spec


def _usable(route: Route | None, slug: str, now: datetime) -> Route:
    if route is None or not route.enabled:
        raise NoRoute(f"{slug} has no route, or it is switched off")
    if breakers.phase(breaker_of(route), now) is Phase.OPEN:
        raise RouteLeftAlone(f"left alone until {route.opened_until:%H:%M:%S}")
    return route


@transaction.atomic
def record_completion(*, slug: str, outcome: CompletionFacts, caller: str) -> Completion | None:
    """Write down how a request ended, and move the breaker of its route; None if that is gone.

    A visitor's fault (too long, blocked), and an answer that was stopped before its first token,
    say nothing about the route.
    """
    route = Route.objects.select_for_update().filter(contestant_slug=slug).first()
    if route is None:
        return None
    error = outcome.error
    if error is not None and error.is_fault_of_route:
        route.last_error = f"{error.kind}: {error.detail}"
    if not isinstance(error, NotAsked):
        moved = _moved(breaker_of(route), outcome, timezone.now())
        if error is not None or moved != breaker_of(route):
            _keep_breaker(route, moved)
    return Completion.objects.create(
        route=route,
        caller=caller,
        started_at=outcome.started_at,
        first_token_seconds=outcome.first_token_seconds,
        total_seconds=outcome.total_seconds,
        finish_reason=outcome.finish_reason,
        prompt_tokens=outcome.prompt_tokens,
        completion_tokens=outcome.completion_tokens,
        provider_request_id=outcome.provider_request_id[:120],
        num_retries=outcome.num_retries,
        error_kind=error.kind if error else "",
        error_detail=error.detail if error else "",
    )


def _moved(breaker: Breaker, outcome: CompletionFacts, now: datetime) -> Breaker:
    error = outcome.error
    if error is not None and error.is_fault_of_route:
        return breakers.after_failure(breaker, started_at=outcome.started_at, now=now)
    if error is None and outcome.first_token_seconds is not None:
        return breakers.after_success(breaker)
    return breakers.after_nothing(breaker, started_at=outcome.started_at, now=now)


def _keep_breaker(route: Route, breaker: Breaker) -> None:
    route.num_failures_in_a_row = breaker.num_failures_in_a_row
    route.opened_until = breaker.opened_until
    route.last_error_at = breaker.last_failure_at
    route.save(
        update_fields=["num_failures_in_a_row", "opened_until", "last_error", "last_error_at"]
    )


@transaction.atomic
def set_api_key(*, route: Route, key: str, actor: AbstractBaseUser | None = None) -> None:
    """Keep the provider's key, encrypted; an empty key forgets it. The audit never sees it."""
    route.api_key_encrypted = encrypt(settings.CREDENTIALS_KEY, key) if key else ""
    route.save(update_fields=["api_key_encrypted"])
    action = "route.key_set" if key else "route.key_removed"
    record(actor=actor, action=action, target=f"route:{route}", detail={})


@transaction.atomic
def set_enabled(*, route: Route, enabled: bool, actor: AbstractBaseUser | None = None) -> None:
    route.enabled = enabled
    route.save(update_fields=["enabled"])
    action = "route.enabled" if enabled else "route.disabled"
    record(actor=actor, action=action, target=f"route:{route}", detail={})


@transaction.atomic
def close_breaker(*, route: Route, actor: AbstractBaseUser | None = None) -> None:
    """Ask the route again at once; its last error stays to be read."""
    _keep_breaker(route, breakers.after_success(breaker_of(route)))
    record(actor=actor, action="route.breaker_closed", target=f"route:{route}", detail={})


def ensure_route(*, slug: str, facts: Mapping[str, object]) -> bool:
    """Add the route unless the contestant has one; True if it was added. Changes nothing else."""
    if Route.objects.filter(contestant_slug=slug).exists():
        return False
    route = Route(contestant_slug=slug, **facts)
    route.full_clean()
    route.save()
    return True
