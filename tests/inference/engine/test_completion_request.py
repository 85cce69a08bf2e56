"""Every wrong body is refused in words that name the field."""

import json
import random

import pytest

from inference.engine.api.completion_request import (
    choice_seed,
    parse_chat_request,
    parse_text_request,
)
from inference.engine.attention_request import HashAttentionRequest
from inference.engine.errors import BadRequest

HELLO = [{"role": "user", "content": "Hello"}]
RNG = random.Random(1)


def parse(**fields):
    body = {"model": "m", "messages": HELLO} | fields
    return parse_chat_request(json.dumps(body).encode(), RNG)


def parse_text(**fields):
    body = {"model": "m", "prompt": "Hello"} | fields
    return parse_text_request(json.dumps(body).encode(), RNG)


def json_schema(**fields):
    body = {"name": "answer", "schema": {"type": "object"}, "strict": True} | fields
    return {"type": "json_schema", "json_schema": body}


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
        ({"n": 0}, "n"),
        ({"stop": ["\ud83e"]}, "stop"),
        ({"temperature": 10**400}, "temperature"),
        ({"top_k": -2}, "top_k"),
        ({"top_k": 10**400}, "top_k"),
        ({"min_p": 1.1}, "min_p"),
        ({"frequency_penalty": 2.1}, "frequency_penalty"),
        ({"presence_penalty": "none"}, "presence_penalty"),
        ({"logit_bias": []}, "logit_bias"),
        ({"logit_bias": {"5": 101}}, "logit_bias.5"),
        ({"logit_bias": {"-5": 1}}, "logit_bias.-5"),
        ({"logit_bias": {"word": 1}}, "logit_bias.word"),
        ({"logit_bias": {"٣": 1}}, "logit_bias.٣"),
        ({"logit_bias": {str(n): 1 for n in range(1025)}}, "logit_bias"),
        ({"logprobs": 3}, "logprobs"),
        ({"top_logprobs": 3}, "top_logprobs"),
        ({"logprobs": True, "top_logprobs": 21}, "top_logprobs"),
        ({"ignore_eos": 1}, "ignore_eos"),
        ({"tools": []}, "tools"),
        ({"tool_choice": "none"}, "tool_choice"),
        ({"functions": [{}]}, "functions"),
        ({"response_format": "json"}, "response_format.type"),
        ({"response_format": {"type": "xml"}}, "response_format.type"),
        ({"response_format": {"type": "text", "x": 1}}, "response_format.x"),
        ({"response_format": {"type": "json_schema"}}, "response_format.json_schema"),
        ({"response_format": json_schema(name="a b")}, "response_format.json_schema.name"),
        ({"response_format": json_schema(schema=[])}, "response_format.json_schema.schema"),
        ({"response_format": json_schema(strict="x")}, "response_format.json_schema.strict"),
        ({"response_format": json_schema(more=1)}, "response_format.json_schema.more"),
        (
            {"response_format": json_schema(schema={"x-guidance": {}})},
            "response_format.json_schema.schema",
        ),
        (
            {"response_format": json_schema(schema={"enum": ["x" * 70_000]})},
            "response_format.json_schema.schema",
        ),
        ({"guided_choice": []}, "guided_choice"),
        ({"guided_choice": "yes"}, "guided_choice"),
        ({"guided_choice": ["yes", ""]}, "guided_choice[1]"),
        ({"guided_choice": ["yes", 3]}, "guided_choice[1]"),
        ({"guided_choice": ["x" * 1000] * 100}, "guided_choice"),
        ({"guided_regex": ""}, "guided_regex"),
        ({"guided_regex": "a" * 5000}, "guided_regex"),
        ({"guided_regex": "a", "guided_choice": ["a"]}, "guided_regex"),
        ({"guided_regex": "a", "stop": "a"}, "stop"),
        ({"guided_regex": "a", "ignore_eos": True}, "ignore_eos"),
        ({"hash_attention": "on"}, "hash_attention"),
        ({"hash_attention": {"density": 0}}, "hash_attention.density"),
        ({"hash_attention": {"density": 1.01}}, "hash_attention.density"),
        ({"hash_attention": {"epsilon": 1}}, "hash_attention.epsilon"),
        ({"hash_attention": {"delta": 0}}, "hash_attention.delta"),
        ({"hash_attention": {"gamma": 0.5}}, "hash_attention.gamma"),
    ],
)
def test_a_wrong_field_is_named(fields, param):
    with pytest.raises(BadRequest) as refused:
        parse(**fields)
    assert refused.value.param == param
    assert param in refused.value.message


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"\xff{}", "UTF-8"),
        (b"{", "JSON"),
        (b"[]", "object"),
        (b'{"seed": NaN}', "NaN"),
        (b'{"seed": -Infinity}', "Infinity"),
        (b'{"seed": 1' + b"0" * 5000 + b"}", "digits"),
        (b'{"temperature": 1e400, "model": "m"}', "temperature"),
    ],
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


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"prompt": None}, "prompt"),
        ({"prompt": 5}, "prompt"),
        ({"prompt": []}, "prompt"),
        ({"prompt": "\ud83e"}, "prompt"),
        ({"prompt": ["a", 5]}, "prompt[1]"),
        ({"prompt": [1, "a"]}, "prompt[1]"),
        ({"prompt": [1, True]}, "prompt[1]"),
        ({"prompt": [1, -1]}, "prompt[1]"),
        ({"prompt": [[1], [10**400]]}, "prompt[1][0]"),
        ({"prompt": [[1], [1.5]]}, "prompt[1][0]"),
        ({"logprobs": 6}, "logprobs"),
        ({"logprobs": True}, "logprobs"),
        ({"echo": True}, "echo"),
        ({"best_of": 2}, "best_of"),
        ({"suffix": "end"}, "suffix"),
        ({"messages": HELLO}, "messages"),
    ],
)
def test_a_wrong_field_of_a_plain_completion_is_named(fields, param):
    with pytest.raises(BadRequest) as refused:
        parse_text(**fields)
    assert refused.value.param == param
    assert param in refused.value.message


@pytest.mark.parametrize(
    ("prompt", "prompts"),
    [
        ("one", ("one",)),
        (["one", "two"], ("one", "two")),
        ([5, 6], ([5, 6],)),
        ([[5, 6], [7]], ([5, 6], [7])),
        (["one", [7]], ("one", [7])),
    ],
)
def test_a_prompt_has_four_forms(prompt, prompts):
    assert parse_text(prompt=prompt).prompts == prompts


def test_what_changes_nothing_may_be_said():
    said = parse_text(echo=False, best_of=1, suffix=None, n=None, seed=1)
    assert said == parse_text(seed=1)
    assert parse(tools=None, response_format={"type": "text"}, seed=1) == parse(seed=1)
    assert parse(top_k=-1).top_k == 0


def test_logprobs_have_one_meaning_from_both_forms():
    assert parse().num_top_logprobs is None
    assert parse(logprobs=False).num_top_logprobs is None
    assert parse(logprobs=True).num_top_logprobs == 0
    assert parse(logprobs=True, top_logprobs=20).num_top_logprobs == 20
    assert parse_text(logprobs=0).num_top_logprobs == 0
    assert parse_text(logprobs=5).num_top_logprobs == 5


def test_every_choice_has_a_seed_of_its_own_and_the_first_the_callers():
    seeds = [choice_seed(7, choice) for choice in range(16)]
    assert seeds[0] == 7
    assert len(set(seeds)) == 16
    assert seeds == [choice_seed(7, choice) for choice in range(16)]
    assert seeds[1] != choice_seed(8, 1)
    assert parse(seed=7).sampling(3, 5).seed == seeds[3]


def test_hash_attention_keeps_what_was_said_and_no_more():
    assert parse().hash_attention is None
    assert parse(hash_attention=False).hash_attention == HashAttentionRequest(enabled=False)
    assert parse(hash_attention=True).hash_attention == HashAttentionRequest(enabled=True)
    said = parse(hash_attention={"density": 1, "epsilon": 0.1, "delta": None}).hash_attention
    assert said == HashAttentionRequest(enabled=True, density=1.0, epsilon=0.1)


def test_a_biased_token_is_kept_with_its_bias():
    assert parse(logit_bias={"7": -100, "0": 2.5}).logit_bias == ((7, -100.0), (0, 2.5))


def test_a_long_wrong_name_is_said_back_shortened():
    with pytest.raises(BadRequest) as refused:
        parse(**{"x" * 100_000: 1})
    assert len(refused.value.message) < 100
    with pytest.raises(BadRequest) as refused:
        parse(**{"\ud83e": 1})
    refused.value.message.encode()
