"""Ask a route one short question, to see with one's own eyes whether it answers."""

import contextlib
from dataclasses import dataclass, replace
from datetime import datetime

from inference.backends.base import BackendError
from inference.completion_facts import CompletionFacts
from inference.route_spec import RouteSpec
from inference.services import stream
from inference.wire import Message, TokenChunk
from lib.clock import Clock

QUESTION = "Say hello in one short sentence."
MOST_TOKENS = 60
LONGEST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Trial:
    text: str
    facts: CompletionFacts


async def try_route(spec: RouteSpec, *, started_at: datetime, clock: Clock) -> Trial:
    """The whole answer, or what there was of it before the error; never raises a BackendError."""
    start, first_token_seconds, text = clock.now(), None, ""
    facts = CompletionFacts(started_at=started_at, total_seconds=0.0)
    try:
        async with contextlib.aclosing(stream(_short(spec), [_question()], clock=clock)) as answer:
            async for piece in answer:
                if first_token_seconds is None:
                    first_token_seconds = clock.now() - start
                if isinstance(piece, TokenChunk):
                    text += piece.text
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
            num_retries=error.num_retries,
            provider_request_id=error.request_id,
        )
    total_seconds = clock.now() - start
    facts = replace(facts, first_token_seconds=first_token_seconds, total_seconds=total_seconds)
    return Trial(text, facts)


def _question() -> Message:
    return Message.of_text("user", QUESTION)


def _short(spec: RouteSpec) -> RouteSpec:
    timeouts = spec.timeouts
    return replace(
        spec,
        sampling=replace(spec.sampling, max_tokens=min(spec.sampling.max_tokens, MOST_TOKENS)),
        timeouts=replace(timeouts, total_seconds=min(timeouts.total_seconds, LONGEST_SECONDS)),
    )
