"""The real engine over real HTTP."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from inference.backends.openai_compatible import OpenAICompatibleBackend
from inference.route_spec import RouteSpec
from inference.services import whole_answer
from inference.wire import GenerateRequest, Message, Sampling, TokenChunk
from tests.inference.engine.conftest import KEY
from tests.inference.moments import NOON

PLAIN = "smollm2-135m"
COMPLETIONS = "/v1/chat/completions"
DEADLINE_SECONDS = 30


def body(text="Say hello.", **fields):
    messages = [{"role": "user", "content": text}]
    return {"model": PLAIN, "messages": messages, "max_tokens": 12, "seed": 3} | fields


def complete(client, *args, **fields):
    response = client.post(COMPLETIONS, json=body(*args, **fields))
    assert response.status_code == 200, response.text
    return response.json()


def route_to(engine: str) -> RouteSpec:
    return RouteSpec(
        slug="embedded",
        backend="openai_compatible",
        base_url=f"{engine}/v1",
        model_name=PLAIN,
        api_key=KEY,
        private_hosts=frozenset({engine.removeprefix("http://")}),
    )


def stream(client, *args, **fields):
    """The parsed events of a stream, without the last [DONE]."""
    with client.stream("POST", COMPLETIONS, json=body(*args, stream=True, **fields)) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = [line.removeprefix("data: ") for line in response.iter_lines() if line]
    assert lines.pop() == "[DONE]"
    return [json.loads(line) for line in lines]


def streamed_text(events):
    deltas = [choice["delta"] for event in events for choice in event["choices"]]
    return "".join(delta.get("content", "") for delta in deltas)


def wait_until_idle(client):
    deadline = time.monotonic() + DEADLINE_SECONDS
    while True:
        health = client.get("/health").json()
        if health["num_running"] == health["num_waiting"] == 0:
            assert health["num_free_blocks"] == health["num_blocks"]
            return
        assert time.monotonic() < deadline, f"The engine never came to rest: {health}"


def error(response, status):
    assert response.status_code == status, response.text
    assert set(response.json()["error"]) == {"message", "type", "param", "code"}
    return response.json()["error"]


def test_health_needs_no_key(engine):
    health = httpx.get(f"{engine}/health").json()
    assert health["status"] == "ok"
    assert {"num_running", "num_waiting"} <= set(health)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": KEY}])
def test_without_the_key_nothing_is_served(engine, headers):
    for response in (
        httpx.get(f"{engine}/v1/models", headers=headers),
        httpx.post(f"{engine}{COMPLETIONS}", headers=headers, json=body()),
    ):
        assert error(response, 401)["code"] == "invalid_api_key"


def test_models_lists_the_variants_with_their_context(client):
    models = client.get("/v1/models").json()["data"]
    assert [model["id"] for model in models] == [
        PLAIN,
        "smollm2-135m-shallow",
        "smollm2-135m-int8",
        "smollm2-135m-int4",
        "smollm2-135m-hash-8",
        "smollm2-135m-hash-32",
    ]
    assert {model["context_length"] for model in models} == {8192}


def test_every_listed_variant_answers(client):
    for model in client.get("/v1/models").json()["data"]:
        reply = complete(client, model=model["id"], max_tokens=4)
        assert reply["model"] == model["id"]
        assert reply["choices"][0]["message"]["content"]


def test_a_reply_has_usage_and_a_reason(client):
    reply = complete(client, "Who wrote Hamlet?", temperature=0)
    assert reply["choices"][0]["finish_reason"] == "length"
    usage = reply["usage"]
    assert usage["completion_tokens"] == 12
    assert usage["total_tokens"] == usage["prompt_tokens"] + 12


def test_a_short_answer_stops_by_itself(client):
    reply = complete(client, "What is 2 + 2?", temperature=0, max_tokens=60)
    assert reply["choices"][0]["finish_reason"] == "stop"
    assert "4" in reply["choices"][0]["message"]["content"]


def test_a_stream_says_what_the_whole_reply_says(client):
    complete(client, max_tokens=1)  # the prompt is in the cache from here on
    whole = complete(client, max_tokens=20)
    events = stream(client, max_tokens=20, stream_options={"include_usage": True})
    assert streamed_text(events) == whole["choices"][0]["message"]["content"]
    assert events[-1]["usage"] == whole["usage"]
    assert events[-1]["choices"] == []
    assert events[-2]["choices"][0]["finish_reason"] == whole["choices"][0]["finish_reason"]
    assert events[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}


async def test_the_site_hears_what_the_engine_says(client, engine):
    spec = route_to(engine)
    request = GenerateRequest([Message.of_text("user", "Say hello.")], Sampling(seed=3))
    pieces = [piece async for piece in OpenAICompatibleBackend().stream(spec, request)]
    asked = {"temperature": 0.7, "top_p": 0.95, "max_tokens": 320}
    whole = complete(client, **asked)
    said = "".join(piece.text for piece in pieces if isinstance(piece, TokenChunk))
    assert said == whole["choices"][0]["message"]["content"]
    assert pieces[-1].reason == whole["choices"][0]["finish_reason"]
    assert pieces[-1].completion_tokens == whole["usage"]["completion_tokens"]


async def test_the_site_can_hold_an_answer_to_a_schema(engine):
    spec = route_to(engine)
    schema = {
        "type": "object",
        "properties": {"answer": {"enum": ["yes", "no"]}},
        "required": ["answer"],
        "additionalProperties": False,
    }
    question = [Message.of_text("user", "Is a dog an animal?")]
    answer = await whole_answer(spec, question, started_at=NOON, seed=1, schema=schema)
    assert json.loads(answer.text)["answer"] in ("yes", "no")


def test_without_the_option_a_stream_has_no_usage(client):
    assert not any("usage" in event for event in stream(client, max_tokens=2))


def test_the_same_seed_gives_the_same_text_alone_and_in_company(client):
    alone = complete(client, "Tell me a story.", max_tokens=24)["choices"]
    with ThreadPoolExecutor(3) as pool:
        company = [
            pool.submit(complete, client, "Tell me a story.", max_tokens=24),
            pool.submit(complete, client, "What is bread?", max_tokens=24, seed=9),
            pool.submit(complete, client, "Why? " * 300, max_tokens=8, seed=8),
        ]
    assert company[0].result()["choices"] == alone


def test_without_a_seed_answers_differ(client):
    texts = {streamed_text(stream(client, "Tell a story.", seed=None)) for _ in range(3)}
    assert len(texts) > 1


def test_a_stop_string_ends_the_text_before_itself(client):
    question = "What is 2 + 2?"
    whole = complete(client, question, temperature=0, max_tokens=60)["choices"][0]
    stop = ["no such words", "math problem"]
    for text in (
        complete(client, question, temperature=0, max_tokens=60, stop=stop)["choices"][0][
            "message"
        ]["content"],
        streamed_text(stream(client, question, temperature=0, max_tokens=60, stop=stop)),
    ):
        assert text == whole["message"]["content"].split("math problem")[0]


def test_emoji_are_never_broken(client):
    question = "Repeat exactly: 🦊🎉👩‍👩‍👧 naïve 日本語"
    fields = {"temperature": 0, "max_tokens": 40}
    events = stream(client, question, **fields)
    whole = complete(client, question, **fields)["choices"][0]["message"]["content"]
    pieces = [event["choices"][0]["delta"].get("content", "") for event in events]
    assert "".join(pieces) == whole
    assert not any("\ufffd" in piece for piece in pieces)
    assert any(ord(letter) > 0x7F for letter in whole)


def test_content_may_come_in_text_parts(client):
    parts = [{"type": "text", "text": "Say "}, {"type": "text", "text": "hello."}]
    assert complete(client, parts)["choices"] == complete(client)["choices"]


def test_another_kind_of_content_is_refused(client):
    picture = [{"type": "image_url", "image_url": {"url": "data:"}}]
    refused = error(client.post(COMPLETIONS, json=body(picture)), 400)
    assert refused["param"] == "messages[0].content[0]"
    assert refused["type"] == "invalid_request_error"


def test_an_unknown_field_and_an_unknown_model_are_named(client):
    assert error(client.post(COMPLETIONS, json=body(temprature=1)), 400)["param"] == "temprature"
    assert error(client.post(COMPLETIONS, json=body(model="gpt-9")), 404)["param"] == "model"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"3"])
def test_a_broken_body_is_refused(client, content):
    error(client.post(COMPLETIONS, content=content), 400)


def test_a_body_over_the_limit_is_refused(client):
    error(client.post(COMPLETIONS, content=b" " * (1024 * 1024 + 1)), 413)


def test_a_prompt_over_the_context_is_refused(client):
    refused = error(client.post(COMPLETIONS, json=body("word " * 9000)), 400)
    assert refused["code"] == "context_length_exceeded"
    assert "8191" in refused["message"]


def test_a_full_queue_says_when_to_come_back(client):
    long = {"max_tokens": 4000, "stop": None, "temperature": 2}
    opened = [
        client.build_request("POST", COMPLETIONS, json=body(stream=True, seed=n, **long))
        for n in range(5)
    ]
    responses = [client.send(request, stream=True) for request in opened]
    try:
        assert [response.status_code for response in responses] == [200] * 5
        refused = client.post(COMPLETIONS, json=body())
        assert error(refused, 429)["type"] == "rate_limit_error"
        assert int(refused.headers["retry-after"]) > 0
        health = client.get("/health").json()
        assert health["num_running"] + health["num_waiting"] == 5
    finally:
        for response in responses:
            response.close()
    wait_until_idle(client)


def test_a_client_that_leaves_a_stream_stops_its_generation(client):
    fields = body("Tell a very long story.", max_tokens=4000, temperature=2, stream=True)
    with client.stream("POST", COMPLETIONS, json=fields) as response:
        lines = response.iter_lines()  # kept: without it, httpx closes the connection
        next(line for line in lines if '"delta": {"content"' in line)
        assert client.get("/health").json()["num_free_blocks"] < 2048
    wait_until_idle(client)


def test_a_client_that_leaves_without_a_stream_stops_its_generation(client):
    with pytest.raises(httpx.ReadTimeout):
        client.post(COMPLETIONS, json=body(max_tokens=4000, temperature=2), timeout=1)
    wait_until_idle(client)


def test_it_answers_quickly_while_it_reads_a_long_prompt(client):
    with ThreadPoolExecutor(1) as pool:
        long = pool.submit(complete, client, "word " * 1000, max_tokens=2)
        slowest = 0.0
        while not long.done():
            started = time.monotonic()
            client.get("/health")
            slowest = max(slowest, time.monotonic() - started)
    assert long.result()["usage"]["prompt_tokens"] > 1000
    assert slowest < 1
