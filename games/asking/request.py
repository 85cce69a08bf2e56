"""One request to a contestant in a game, kept like any other; what it says is not judged here."""

import asyncio
from dataclasses import replace

from django.utils import timezone

from games.asking.prompting import Asking
from inference.completion_facts import WholeAnswer
from inference.route_spec import RouteSpec
from inference.services import claim_route, record_completion, whole_answer

ANSWER_SECONDS = 30.0
MOST_TOKENS = 160


def ask(
    slug: str,
    asked: Asking,
    *,
    seed: int,
    caller: str,
    is_held: bool = True,
    temperature: float | None = None,
) -> WholeAnswer:
    """is_held: to the schema; else the model writes as it likes. temperature: None for the route's.

    Raises BackendError where the route gave no answer.
    """
    started_at = timezone.now()
    route = _for_games(claim_route(slug=slug, now=started_at))
    if temperature is not None:
        route = replace(route, sampling=replace(route.sampling, temperature=temperature))
    answer = asyncio.run(
        whole_answer(
            route,
            asked.messages,
            started_at=started_at,
            seed=seed,
            schema=asked.schema if is_held else None,
        )
    )
    record_completion(slug=slug, outcome=answer.facts, caller=caller)
    if answer.facts.error is not None:
        raise answer.facts.error
    return answer


def _for_games(route: RouteSpec) -> RouteSpec:
    """A route's own wording is for chat, and a move is short."""
    most = min(route.sampling.max_tokens, MOST_TOKENS)
    seconds = min(route.timeouts.total_seconds, ANSWER_SECONDS)
    return replace(
        route,
        system_prompt="",
        sampling=replace(route.sampling, max_tokens=most),
        timeouts=replace(route.timeouts, total_seconds=seconds),
    )
