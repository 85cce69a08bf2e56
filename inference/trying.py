"""Ask a route one short question, to see with one's own eyes whether it answers."""

from dataclasses import replace
from datetime import datetime

from inference.completion_facts import WholeAnswer
from inference.route_spec import RouteSpec
from inference.services import whole_answer
from inference.wire import Message
from lib.clock import Clock

QUESTION = "Say hello in one short sentence."
MOST_TOKENS = 60
LONGEST_SECONDS = 60.0


async def try_route(spec: RouteSpec, *, started_at: datetime, clock: Clock) -> WholeAnswer:
    question = Message.of_text("user", QUESTION)
    return await whole_answer(_short(spec), [question], started_at=started_at, clock=clock)


def _short(spec: RouteSpec) -> RouteSpec:
    timeouts = spec.timeouts
    return replace(
        spec,
        sampling=replace(spec.sampling, max_tokens=min(spec.sampling.max_tokens, MOST_TOKENS)),
        timeouts=replace(timeouts, total_seconds=min(timeouts.total_seconds, LONGEST_SECONDS)),
    )
