"""Deadlines and retries around any backend, with the scripted one and a clock of our own."""

import asyncio
import contextlib
import random

import pytest

from inference.asking import RetryPolicy, ask
from inference.backends.base import BackendError, Busy
from inference.backends.scripted import ScriptedBackend
from inference.route_spec import RouteSpec, Timeouts
from inference.services import stream
from inference.wire import Finished, GenerateRequest, Message, TokenChunk
from lib.clock import FakeClock

REQUEST = GenerateRequest([Message.of_text("user", "Say it")])
KINDS = ["busy", "too_long", "blocked", "timeout", "unavailable", "broken"]


def scripted(**options: object) -> RouteSpec:
    return RouteSpec("someone", "scripted", options=options)


async def test_a_scripted_answer_is_cut_as_its_options_say():
    spec = scripted(text="abcdefg", chunk_size=3, finish_reason="length")
    pieces = [piece async for piece in stream(spec, REQUEST.messages)]
    assert pieces[:-1] == [TokenChunk("abc"), TokenChunk("def"), TokenChunk("g")]
    assert pieces[-1].reason == "length"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("num_chunks", [0, 2])
async def test_a_scripted_failure_comes_where_its_options_say(kind, num_chunks):
    spec = scripted(text="abcdefghi", chunk_size=2, error=kind, error_after_chunks=num_chunks)
    answer = stream(spec, REQUEST.messages, retries=RetryPolicy(base_seconds=0))
    for _ in range(num_chunks):
        assert isinstance(await anext(answer), TokenChunk)
    with pytest.raises(BackendError) as caught:
        await anext(answer)
    assert caught.value.kind == kind


class FailingBackend:
    """Fails so many times with one error, then answers."""

    def __init__(self, error: type[BackendError], times: int) -> None:
        self.error, self.times, self.num_tries = error, times, 0

    async def stream(self, spec, request):
        self.num_tries += 1
        if self.num_tries <= self.times:
            raise self.error("not now")
        yield TokenChunk("Yes")
        yield Finished("stop")


async def listen(backend, *, retries: RetryPolicy, clock: FakeClock, spec=None):
    spec = spec or scripted()
    asked = ask(backend, spec, REQUEST, clock=clock, rng=random.Random(1), retries=retries)
    return [piece async for piece in asked]


async def test_no_try_begins_that_could_only_end_after_the_deadline():
    backend = FailingBackend(Busy, times=9)
    spec = RouteSpec("someone", "any", timeouts=Timeouts(total_seconds=1.0))
    with pytest.raises(Busy):
        await listen(backend, retries=RetryPolicy(base_seconds=60), clock=FakeClock(), spec=spec)
    assert backend.num_tries == 1


@pytest.mark.parametrize(("error", "num_tries"), [(Busy, 3), (BackendError, 1)])
async def test_only_what_may_pass_is_tried_again(error, num_tries):
    backend = FailingBackend(error, times=9)
    with pytest.raises(BackendError):
        await listen(backend, retries=RetryPolicy(base_seconds=0), clock=FakeClock())
    assert backend.num_tries == num_tries


async def test_the_end_tells_how_often_it_was_tried_again():
    backend = FailingBackend(Busy, times=1)
    pieces = await listen(backend, retries=RetryPolicy(base_seconds=0), clock=FakeClock())
    assert pieces == [TokenChunk("Yes"), Finished("stop", num_retries=1)]


def test_waits_double_and_are_jittered():
    policy, rng = RetryPolicy(base_seconds=1.0), random.Random(3)
    first = {policy.wait_seconds(0, rng) for _ in range(200)}
    second = {policy.wait_seconds(1, rng) for _ in range(200)}
    assert 0.5 <= min(first) < 0.6 < 1.4 < max(first) < 1.5
    assert 1.0 <= min(second) < 1.2 < 2.8 < max(second) < 3.0


async def test_a_reader_who_takes_long_is_no_fault_of_the_peer():
    clock = FakeClock()
    spec = RouteSpec("someone", "any", options={"text": "abcdef", "chunk_size": 2})
    asked = ask(
        ScriptedBackend(), spec, REQUEST, clock=clock, rng=random.Random(1), retries=RetryPolicy()
    )
    text = ""
    async with contextlib.aclosing(asked) as answer:
        async for piece in answer:
            clock.advance(spec.timeouts.idle_seconds + 1)
            text += piece.text if isinstance(piece, TokenChunk) else ""
    assert text == "abcdef"


async def test_leaving_early_closes_the_backend():
    closed = asyncio.Event()

    class Endless:
        async def stream(self, spec, request):
            try:
                while True:
                    yield TokenChunk("and ")
            finally:
                closed.set()

    asked = ask(
        Endless(),
        scripted(),
        REQUEST,
        clock=FakeClock(),
        rng=random.Random(1),
        retries=RetryPolicy(),
    )
    await anext(asked)
    await asked.aclose()
    assert closed.is_set()


def test_a_spec_never_shows_its_key():
    spec = RouteSpec("someone", "openai_compatible", api_key="very-secret")
    assert "very-secret" not in repr(spec) + str(spec) + f"{spec}"
