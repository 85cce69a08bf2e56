"""Whatever is sent, the engine refuses it in OpenAI's shape and answers the next one."""

from __future__ import annotations

import json
import random
import socket
from contextlib import closing
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from inference.engine.api.completion_request import (
    CHAT_FIELDS,
    TEXT_FIELDS,
    CompletionRequest,
    parse_chat_request,
    parse_text_request,
)
from inference.engine.errors import BadRequest
from tests.inference.engine.conftest import KEY
from tests.inference.engine.test_server import COMPLETIONS, PLAIN, wait_until_idle

TEXTS = "/v1/completions"
MIB = 1024 * 1024
CHAT = {"model": PLAIN, "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 1}
TEXT = {"model": PLAIN, "prompt": "Hi", "max_tokens": 1}
SHORT = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

odd_numbers = st.sampled_from([0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**400, 0.5, 1e308, -0.0])
odd_texts = st.sampled_from(["", "\0", "\ud83e", "a\udc00", "\u2028", "🦊", "json_object"])
keys = odd_texts | st.sampled_from(["type", "role", "content", "name", "schema"])
scalars = st.none() | st.booleans() | odd_numbers | st.integers() | st.floats(width=32) | odd_texts
values = st.recursive(
    scalars | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=8,
)
near_misses = st.sampled_from(
    [
        {"type": "json_schema", "json_schema": {"name": "a", "schema": {"type": ["object", 3]}}},
        {"type": "json_schema", "json_schema": {"name": "a", "schema": {"$ref": "#"}}},
        {"type": "json_object", "json_schema": None},
        {"include_usage": None},
        {"density": 10**400},
        {"1": 10**400},
        {"9" * 4000: 1},
        [{"role": "user", "content": [{"type": "text", "text": "\ud800"}]}],
        [{"role": {}, "content": ""}],
        [{"role": "user", "content": "x", "tool_calls": []}],
        [[], [0]],
        ["a", ["b"]],
        "((((",
        "a{9999999}",
    ]
)


def some_fields(known):
    names = st.sampled_from(sorted(known)) | st.text(max_size=6) | odd_texts
    return st.dictionaries(names, values | near_misses, min_size=1, max_size=3)


def error_of(response):
    error = response.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["message"]
    assert error["type"] in ("invalid_request_error", "rate_limit_error")
    return error


def refused_or_answered(response):
    """The status; anything but an answer is OpenAI's error."""
    if response.status_code != 200:
        assert 400 <= response.status_code < 500, response.text
        error_of(response)
    return response.status_code


def alive(client):
    return client.post(TEXTS, json=TEXT).status_code == 200


def parsed(parse, body):
    try:
        return parse(json.dumps(body).encode(), random.Random(1))
    except BadRequest as refused:
        return refused


@settings(max_examples=200, deadline=None)
@given(some_fields(CHAT_FIELDS), some_fields(TEXT_FIELDS))
@example({"model": "\ud83e"}, {"prompt": [True]})
def test_parsing_ends_in_a_request_or_in_a_refusal(chat, text):
    for parse, body in ((parse_chat_request, CHAT | chat), (parse_text_request, TEXT | text)):
        outcome = parsed(parse, body)
        if isinstance(outcome, BadRequest):
            assert f"{outcome.message}{outcome.param}".encode()
        else:
            assert isinstance(outcome, CompletionRequest)


@pytest.mark.parametrize(("path", "whole"), [(COMPLETIONS, CHAT), (TEXTS, TEXT)])
@SHORT
@given(data=st.data())
def test_any_value_in_any_field_is_answered_or_refused(client, path, whole, data):
    fields = data.draw(some_fields(CHAT_FIELDS if path == COMPLETIONS else TEXT_FIELDS))
    content = json.dumps({**whole, **fields, "max_tokens": 1}).encode()
    status = refused_or_answered(client.post(path, content=content))
    if set(fields) - CHAT_FIELDS.keys() - TEXT_FIELDS.keys():
        assert status == 400


@SHORT
@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: f'{{"a{text}'.encode()))
@example(b"\xff\xfe{}")
@example(b'{"model": "\xed\xa0\x80"}')
@example(b"[" * 500_000)
@example(b'{"a":' * 100_000)
@example(b'{"seed": ' + b"9" * 500_000 + b"}")
@example(b'{"temperature": -1e999999}')
@example(b'{"messages": [' + b"[[" * 400 + b"]]" * 400 + b"]}")
@example(b"null")
@example(b"\0")
def test_a_body_of_any_bytes_is_refused(client, content):
    error_of(response := client.post(COMPLETIONS, content=content))
    assert response.status_code == 400


@pytest.mark.parametrize("depth", [50, 200, 450])
def test_a_deeply_nested_schema_is_taken_or_refused(client, depth):
    schema = {"type": "string"}
    for _ in range(depth):
        schema = {"type": "array", "items": schema}
    named = {"name": "deep", "schema": schema}
    asked = CHAT | {"response_format": {"type": "json_schema", "json_schema": named}}
    assert refused_or_answered(client.post(COMPLETIONS, json=asked)) == (200, 400)[depth > 100]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {f"k{n}": {"type": "integer"} for n in range(1500)}},
        {"allOf": [{"anyOf": [{"minimum": n + m} for m in range(6)]} for n in range(12)]},
        {"$defs": {"a": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"},
        {"type": "string", "pattern": "^(.{1,300}x){1,300}$"},
        {"type": "array", "minItems": 10**12, "items": {"type": "null"}},
        {"type": "string", "minLength": 10**9},
        {"type": "integer", "minimum": -(10**400)},
        {"type": "number", "multipleOf": 1e-300},
    ],
)
def test_a_schema_made_to_be_hard_delays_nobody_for_long(client, schema):
    named = {"name": "hard", "schema": schema}
    asked = CHAT | {"response_format": {"type": "json_schema", "json_schema": named}}
    response = client.post(COMPLETIONS, json=asked, timeout=20)
    assert refused_or_answered(response) in (200, 400)
    assert alive(client)


def test_a_path_or_a_method_that_is_not_there_is_refused_in_the_same_shape(client):
    assert refused_or_answered(client.get("/v1/nothing")) == 404
    assert refused_or_answered(client.get(COMPLETIONS)) == 405
    assert client.get(COMPLETIONS).headers["allow"] == "POST"
    assert refused_or_answered(client.delete("/v1/models")) == 405


def pieces(num_bytes):
    piece = b" " * 65_536
    for _ in range(num_bytes // len(piece)):
        yield piece


def connect(engine, path=COMPLETIONS, *headers):
    """A raw connection with the head of a request on it."""
    address = urlsplit(engine)
    connection = socket.create_connection((address.hostname, address.port), timeout=20)
    head = (f"POST {path} HTTP/1.1", "Host: engine", f"Authorization: Bearer {KEY}", *headers)
    connection.sendall(("\r\n".join(head) + "\r\n\r\n").encode())
    return closing(connection)


def resident_bytes(client):
    """Of the engine process, by its own word."""
    for line in client.get("/metrics").text.splitlines():
        if line.startswith("process_resident_memory_bytes "):
            return float(line.split()[1])
    raise AssertionError("the engine does not say how much memory it holds")


def test_a_hundred_megabytes_are_refused_without_being_held(client):
    before = resident_bytes(client)
    try:
        response = client.post(COMPLETIONS, content=pieces(100 * MIB))
    except httpx.WriteError:
        pass  # the engine closed the connection while we still wrote: a refusal too
    else:
        assert error_of(response)["code"] == "body_too_large"
        assert response.status_code == 413
    assert resident_bytes(client) - before < 20 * MIB
    assert alive(client)


def test_a_body_that_is_announced_too_large_is_refused_before_it_comes(client, engine):
    with connect(engine, COMPLETIONS, f"Content-Length: {100 * MIB}") as connection:
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))  # until it is closed
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"body_too_large" in answer
    assert alive(client)


def test_a_body_in_chunks_is_refused_at_its_first_byte_too_many(client, engine):
    with connect(engine, TEXTS, "Transfer-Encoding: chunked") as connection:
        chunk = b"10000\r\n" + b" " * 65_536 + b"\r\n"
        for _ in range(MIB // 65_536):
            connection.sendall(chunk)
        connection.sendall(b"1\r\n \r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 413")
    assert alive(client)


@pytest.mark.parametrize(
    "headers",
    [
        ["Content-Length: 5000"],
        ["Transfer-Encoding: chunked"],
        ["Content-Length: 0"],
        ["Content-Length: -5"],
        ["Content-Length: " + "9" * 40],
        ["Content-Length: 2", "Transfer-Encoding: chunked"],
    ],
)
def test_a_client_that_lies_about_its_body_and_leaves_harms_nobody(client, engine, headers):
    for sent in (b"", b'{"model"', b"5\r\n{", b"zz\r\n"):
        with connect(engine, COMPLETIONS, *headers) as connection:
            connection.sendall(sent)
    wait_until_idle(client)
    assert alive(client)


def test_half_bodies_wait_without_keeping_others_waiting(client, engine):
    held = [connect(engine, COMPLETIONS, "Content-Length: 5000") for _ in range(20)]
    try:
        assert alive(client)
    finally:
        for connection in held:
            connection.thing.close()
    wait_until_idle(client)


@pytest.mark.parametrize("stream", [False, True])
def test_clients_that_leave_at_once_free_everything(client, engine, stream):
    asked = CHAT | {"max_tokens": 3000, "temperature": 2, "n": 2, "stream": stream}
    content = json.dumps(asked).encode()
    for _ in range(6):
        with connect(engine, COMPLETIONS, f"Content-Length: {len(content)}") as connection:
            connection.sendall(content)
    wait_until_idle(client)
    assert alive(client)
