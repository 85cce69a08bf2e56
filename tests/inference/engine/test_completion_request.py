"""Every wrong body is refused in words that name the field."""

import json
import random

import pytest

from inference.engine.api.completion_request import parse_chat_request
from inference.engine.errors import BadRequest

HELLO = [{"role": "user", "content": "Hello"}]
RNG = random.Random(1)


def parse(**fields):
    body = {"model": "m", "messages": HELLO} | fields
    return parse_chat_request(json.dumps(body).encode(), RNG)


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"temprature": 1}, "temprature"),
        ({"model": None}, "model"),
        ({"model": 3}, "model"),
        ({"messages": []}, "messages"),
        ({"messages": "hello"}, "messages"),
        ({"messages": ["hello"]}, "messages[0]"),
        ({"messages": [{"role": "pilot", "content": ""}]}, "messages[0].role"),
        ({"messages": [{"role": "user"}]}, "messages[0].content"),
        ({"messages": [*HELLO, {"role": "user", "content": 5}]}, "messages[1].content"),
        ({"messages": [{"role": "user", "content": "", "x": 1}]}, "messages[0].x"),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
            "messages[0].content[0]",
        ),
        ({"messages": [{"role": "user", "content": "\ud83e"}]}, "messages[0].content"),
        ({"temperature": 2.5}, "temperature"),
        ({"temperature": "hot"}, "temperature"),
        ({"temperature": True}, "temperature"),
        ({"top_p": 0}, "top_p"),
        ({"seed": 1.5}, "seed"),
        ({"seed": 2**80}, "seed"),
        ({"stop": ["a", "b", "c", "d", "e"]}, "stop"),
        ({"stop": [""]}, "stop"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"stream": "yes"}, "stream"),
        ({"stream_options": {"x": 1}}, "stream_options"),
        ({"stream_options": {"include_usage": 1}}, "stream_options.include_usage"),
        ({"n": 17}, "n"),
    ],
)
def test_a_wrong_field_is_named(fields, param):
    with pytest.raises(BadRequest) as refused:
        parse(**fields)
    assert refused.value.param == param
    assert param in refused.value.message


@pytest.mark.parametrize(
    ("body", "word"),
    [(b"\xff{}", "UTF-8"), (b"{", "JSON"), (b"[]", "object"), (b'{"seed": NaN}', "NaN")],
)
def test_a_body_that_is_no_json_object_is_refused(body, word):
    with pytest.raises(BadRequest, match=word):
        parse_chat_request(body, RNG)


def test_deep_nesting_is_refused_and_breaks_nothing():
    with pytest.raises(BadRequest):
        parse_chat_request(b"[" * 200_000, RNG)


def test_text_parts_are_joined_and_one_stop_string_is_a_list_of_one():
    parts = [{"type": "text", "text": "Hel"}, {"type": "text", "text": "lo"}]
    request = parse(messages=[{"role": "user", "content": parts}], stop="x")
    assert request.prompts == (tuple(HELLO),)
    assert request.stop == ("x",)


def test_max_completion_tokens_goes_before_max_tokens():
    assert parse(max_tokens=5, max_completion_tokens=7).max_tokens == 7
    assert parse(max_tokens=5).max_tokens == 5


def test_without_a_seed_one_is_drawn_and_with_one_it_is_kept():
    assert parse().seed != parse(seed=None).seed
    assert parse(seed=-4).seed == -4
