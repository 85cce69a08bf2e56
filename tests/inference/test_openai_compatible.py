"""The OpenAI-compatible backend, through services.stream, against a real server on loopback."""

import asyncio
import contextlib
import socket

import pytest

from inference.asking import RetryPolicy
from inference.backends.base import BackendError
from inference.route_spec import RouteSpec, Timeouts
from inference.services import stream
from inference.wire import Finished, Message, TokenChunk
from tests.inference.rude_server import (
    EVENT_STREAM,
    answers,
    delta,
    end,
    event,
    hangs,
    refuses,
    repeats,
    says,
    serve,
)

AT_ONCE = RetryPolicy(base_seconds=0.0)
HELLO = [Message.of_text("user", "Hello")]


async def listen(spec: RouteSpec, seed: int | None = None) -> tuple[str, Finished]:
    text, finished = "", None
    async for piece in stream(spec, HELLO, seed=seed, retries=AT_ONCE):
        if isinstance(piece, TokenChunk):
            text += piece.text
        else:
            finished = piece
    assert finished is not None
    return text, finished


async def failure(spec: RouteSpec) -> BackendError:
    with pytest.raises(BackendError) as caught:
        await listen(spec)
    return caught.value


async def test_an_answer_comes_in_pieces_with_its_usage():
    async with serve(answers("Good ", "day", ".")) as server:
        pieces = [piece async for piece in stream(server.spec(), HELLO)]
    assert pieces == [
        TokenChunk("Good "),
        TokenChunk("day"),
        TokenChunk("."),
        Finished("stop", prompt_tokens=12, completion_tokens=3, request_id="chat-7"),
    ]


async def test_the_request_carries_all_that_the_route_says():
    async with serve(answers("Yes")) as server:
        spec = server.spec(system_prompt="Be brief.", options={"top_k": 40, "top_p": None})
        await listen(spec, seed=5)
    visit = server.visits[0]
    assert visit.head.startswith("POST /v1/chat/completions ")
    assert "authorization: bearer key-of-the-provider" in visit.head.lower()
    assert visit.body == {
        "model": "some-model",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Hello"},
        ],
        "temperature": 0.3,
        "max_tokens": 50,
        "seed": 5,
        "top_k": 40,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


async def test_half_a_character_in_a_prompt_can_be_sent():
    async with serve(answers("Yes")) as server:
        pieces = [p async for p in stream(server.spec(), [Message.of_text("user", "\ud83d")])]
    assert pieces[0] == TokenChunk("Yes")


async def test_an_answer_that_comes_byte_by_byte_is_the_same():
    raw = b"".join(map(event, [delta("Καλη"), delta("μέρα"), end(), "[DONE]"]))

    async def trickle(visit):
        await visit.send(EVENT_STREAM + b"\r\n")
        for byte in raw.replace(b"\n", b"\r\n"):
            await visit.send(bytes([byte]))

    async with serve(trickle) as server:
        text, _ = await listen(server.spec())
    assert text == "Καλημέρα"


BROKEN = {
    "garbage": says(b"data: {nonsense\n\n"),
    "deep nesting": says(b"data: " + b"[" * 200_000 + b"\n\n"),
    "a list": says(b"data: []\n\n"),
    "no choices": says(b'data: {"id": "x"}\n\n'),
    "a choice that is none": says(b'data: {"choices": [3]}\n\n'),
    "a content that is no text": says(b'data: {"choices": [{"delta": {"content": 3}}]}\n\n'),
    "an unknown finish_reason": says(event(end("tired"))),
    "a finish_reason that is a list": says(event(end([1]))),
    "half of a character": says(b'data: {"choices": [{"delta": {"content": "\xc3"}}]}\n\n'),
    "no event stream": says(b"<html>", head=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"),
    "no content type": says(b"hello", head=b"HTTP/1.1 200 OK\r\n"),
    "compressed": says(b"x", head=EVENT_STREAM + b"Content-Encoding: gzip\r\n"),
    "no HTTP at all": says(b"SSH-2.0-OpenSSH\r\n", head=b""),
    "cut before the end": says(b"", before=(delta("Good "),)),
    "cut within a line": says(b'data: {"choi', before=(delta("Good "),)),
    "cut within a chunk": says(
        b"50\r\ndata: ", head=EVENT_STREAM + b"Transfer-Encoding: chunked\r\n"
    ),
    "done without a reason": says(event("[DONE]"), before=(delta("Good "),)),
    "nothing": says(b""),
    "an error in the stream": says(event({"error": {"message": "out of memory"}})),
}


@pytest.mark.parametrize("behaviour", BROKEN.values(), ids=BROKEN.keys())
async def test_a_peer_that_breaks_the_protocol_is_broken(behaviour):
    async with serve(behaviour) as server:
        error = await failure(server.spec())
    assert error.kind == "broken"
    assert len(server.visits) == 1


async def test_a_line_without_end_is_refused_after_a_megabyte():
    async with serve(repeats(b"a" * 65_536)) as server:
        error = await failure(server.spec())
    assert error.kind == "broken"
    assert "line" in error.detail
    assert server.visits[0].num_sent_bytes < 20_000_000  # what the kernel had taken by then


async def test_an_answer_without_end_is_refused():
    filler = b": " + b"a" * 60_000 + b"\n\n"
    async with serve(repeats(filler)) as server:
        error = await failure(server.spec())
    assert error.kind == "broken"
    assert "longer than any answer" in error.detail


REFUSALS = {
    "busy": [
        refuses(429, {"error": {"message": "Rate limit reached"}}),
        refuses(503),
        says(event({"error": {"message": "x", "type": "overloaded_error"}})),
    ],
    "too_long": [
        refuses(400, {"error": {"code": "context_length_exceeded", "message": "x"}}),
        refuses(400, {"error": {"message": "This model's maximum context length is 8192"}}),
        says(event({"error": {"message": "x", "code": "context_length_exceeded"}})),
    ],
    "blocked": [
        refuses(400, {"error": {"code": "content_filter", "message": "x"}}),
        says(event(end("content_filter")), before=(delta("Well"),)),
    ],
    "unavailable": [
        refuses(401, {"error": {"message": "Incorrect key"}}),
        refuses(403),
        refuses(404),
        refuses(500),
        refuses(400, {"error": {"message": "unknown field: stop"}}),
        refuses(429, {"error": {"code": "insufficient_quota", "message": "x"}}),
    ],
}


@pytest.mark.parametrize(
    ("kind", "behaviour"), [(kind, each) for kind, some in REFUSALS.items() for each in some]
)
async def test_a_refusal_is_told_by_its_kind(kind, behaviour):
    async with serve(behaviour) as server:
        error = await failure(server.spec())
    assert error.kind == kind


async def test_a_redirect_is_not_followed():
    async with serve(answers("secret")) as inside:
        location = f"Location: http://127.0.0.1:{inside.port}/v1/chat/completions\r\n"
        async with serve(refuses(307, headers=location)) as server:
            error = await failure(server.spec())
        assert inside.visits == []
    assert error.kind == "unavailable"
    assert "redirects" in error.detail


async def test_the_text_of_an_error_never_shows_the_key():
    told = {"error": {"message": "Incorrect key: key-of-the-provider"}}
    async with serve(refuses(401, told)) as server:
        error = await failure(server.spec())
    assert error.detail == str(error) == "HTTP 401: Incorrect key: [key]"


async def test_busy_is_tried_again_before_the_first_token():
    async with serve(refuses(429), refuses(503), answers("Now")) as server:
        text, finished = await listen(server.spec())
    assert (text, finished.num_retries) == ("Now", 2)


async def test_busy_three_times_is_busy():
    async with serve(refuses(429)) as server:
        error = await failure(server.spec())
    assert (error.kind, error.num_retries, len(server.visits)) == ("busy", 2, 3)


async def test_nothing_is_tried_again_after_the_first_token():
    overloaded = event({"error": {"message": "x", "type": "overloaded_error"}})
    async with serve(says(overloaded, before=(delta("Well"),)), answers("Now")) as server:
        error = await failure(server.spec())
    assert (error.kind, error.num_retries, len(server.visits)) == ("busy", 0, 1)


async def test_a_port_where_nobody_listens_is_unavailable_after_three_tries():
    with socket.socket() as taken:  # bound, but not listening: every connection is refused
        taken.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{taken.getsockname()[1]}"
        async with serve() as server:
            spec = server.spec(base_url=f"http://{host}/v1", private_hosts=frozenset({host}))
        error = await failure(spec)
    assert (error.kind, error.num_retries) == ("unavailable", 2)


SLOW = {
    "no word at all": (hangs(), Timeouts(first_token_seconds=0.1), "no first token"),
    "a head and no token": (
        hangs(EVENT_STREAM + b"\r\n"),
        Timeouts(first_token_seconds=0.1),
        "no first token",
    ),
    "signs of life and no token": (
        repeats(b": still thinking\n\n"),
        Timeouts(first_token_seconds=0.1),
        "no first token",
    ),
    "a pause after a token": (
        hangs(EVENT_STREAM + b"\r\n" + event(delta("Well"))),
        Timeouts(idle_seconds=0.1),
        "no next token",
    ),
    "tokens for ever": (repeats(event(delta("and"))), Timeouts(total_seconds=0.2), "not whole"),
}


@pytest.mark.parametrize(("behaviour", "timeouts", "words"), SLOW.values(), ids=SLOW.keys())
async def test_a_peer_that_is_too_slow_times_out(behaviour, timeouts, words):
    async with serve(behaviour) as server:
        error = await failure(server.spec(timeouts=timeouts))
    assert error.kind == "timeout"
    assert words in error.detail


async def test_leaving_early_closes_the_connection():
    left = asyncio.Event()

    async def speak_until_left(visit):
        await visit.send(EVENT_STREAM + b"\r\n" + event(delta("Well")))
        await visit.until_client_leaves()
        left.set()

    async with serve(speak_until_left) as server:
        async with contextlib.aclosing(stream(server.spec(), HELLO)) as answer:
            assert await anext(answer) == TokenChunk("Well")
        async with asyncio.timeout(5):
            await left.wait()


async def test_a_cancelled_listener_closes_the_connection():
    left, speaking = asyncio.Event(), asyncio.Event()

    async def think_until_left(visit):
        await visit.send(EVENT_STREAM + b"\r\n")
        speaking.set()
        await visit.until_client_leaves()
        left.set()

    async with serve(think_until_left) as server:
        listener = asyncio.create_task(listen(server.spec()))
        await speaking.wait()
        listener.cancel()
        with pytest.raises(asyncio.CancelledError):
            await listener
        async with asyncio.timeout(5):
            await left.wait()
