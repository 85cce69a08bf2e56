"""Plain completions, choices, log-probabilities and grammars, over real HTTP."""

from __future__ import annotations

import json
import math
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.inference.engine.test_server import (
    COMPLETIONS,
    PLAIN,
    body,
    complete,
    error,
    stream,
    wait_until_idle,
)

TEXTS = "/v1/completions"
STORY = "Once upon a time there was a"


def text_body(prompt=STORY, **fields):
    return {"model": PLAIN, "prompt": prompt, "max_tokens": 8, "seed": 3} | fields


def continue_text(client, *args, **fields):
    response = client.post(TEXTS, json=text_body(*args, **fields))
    assert response.status_code == 200, response.text
    return response.json()


def stream_text(client, *args, **fields):
    content = text_body(*args, stream=True, **fields)
    with client.stream("POST", TEXTS, json=content) as response:
        lines = [line.removeprefix("data: ") for line in response.iter_lines() if line]
    assert lines.pop() == "[DONE]"
    return [json.loads(line) for line in lines]


def texts(reply):
    return [choice["text"] for choice in reply["choices"]]


def test_a_prompt_is_continued_as_it_stands(client):
    reply = continue_text(client, temperature=0)
    assert reply["object"] == "text_completion"
    assert reply["id"].startswith("cmpl-")
    assert reply["usage"]["prompt_tokens"] == 7
    assert reply["usage"]["prompt_tokens_details"] == {"cached_tokens": 0}
    (choice,) = reply["choices"]
    assert choice["text"].startswith(" ")
    assert choice["finish_reason"] == "length"
    assert choice["logprobs"] is None


def test_token_ids_say_what_their_text_says(client, vocabulary):
    ids = vocabulary.encode_text(STORY)
    assert texts(continue_text(client, ids)) == texts(continue_text(client))
    both = continue_text(client, [STORY, ids], temperature=0)
    assert texts(both) == texts(continue_text(client, temperature=0)) * 2
    assert [choice["index"] for choice in both["choices"]] == [0, 1]
    assert both["usage"]["prompt_tokens"] == 14
    assert both["usage"]["completion_tokens"] == 16


def test_control_tokens_count_in_a_plain_prompt(client):
    written = "<|im_start|>user\nSay hello.<|im_end|>\n<|im_start|>assistant\n"
    own = continue_text(client, written, temperature=0)
    assert own["usage"]["prompt_tokens"] < 20


def test_a_stream_of_many_prompts_and_choices_says_what_the_whole_says(client):
    asked = {"prompt": [STORY, "The capital of France is"], "n": 2}
    whole = continue_text(client, **asked)
    events = stream_text(client, **asked, stream_options={"include_usage": True})
    assert events[-1]["usage"] == whole["usage"]
    assert all(event["usage"] is None for event in events[:-1])
    streamed, reasons = [""] * 4, [None] * 4
    for choice in (choice for event in events for choice in event["choices"]):
        streamed[choice["index"]] += choice["text"]
        reasons[choice["index"]] = choice["finish_reason"]
    assert streamed == texts(whole)
    assert reasons == ["length"] * 4


def test_choices_differ_and_each_comes_again_with_its_seed(client):
    three = complete(client, "Tell a story.", n=3)["choices"]
    contents = [choice["message"]["content"] for choice in three]
    assert len(set(contents)) == 3
    assert [choice["index"] for choice in three] == [0, 1, 2]
    two = complete(client, "Tell a story.", n=2)["choices"]
    assert [choice["message"]["content"] for choice in two] == contents[:2]
    assert complete(client, "Tell a story.")["choices"][0]["message"]["content"] == contents[0]


def test_streamed_choices_each_open_and_close(client):
    events = stream(client, "Tell a story.", n=2, max_tokens=4)
    choices = [choice for event in events for choice in event["choices"]]
    for index in (0, 1):
        own = [choice for choice in choices if choice["index"] == index]
        assert own[0]["delta"] == {"role": "assistant", "content": ""}
        assert own[-1]["finish_reason"] == "length"
    assert len({event["id"] for event in events}) == 1


def test_more_choices_than_the_engine_holds_are_refused(client):
    assert error(client.post(COMPLETIONS, json=body(n=6)), 400)["param"] == "n"
    refused = error(client.post(TEXTS, json=text_body(["a"] * 6)), 400)
    assert refused["param"] == "prompt"
    assert "at most 5" in refused["message"]


@pytest.mark.parametrize("prompt", ["", [""], [[]]])
def test_a_prompt_without_a_token_is_refused(client, prompt):
    assert error(client.post(TEXTS, json=text_body(prompt)), 400)["param"] in ("prompt", "prompt")


def test_ids_beyond_the_vocabulary_are_refused(client):
    assert "49151" in error(client.post(TEXTS, json=text_body([49152])), 400)["message"]
    refused = error(client.post(COMPLETIONS, json=body(logit_bias={"49152": 1})), 400)
    assert refused["param"] == "logit_bias.49152"


def test_chat_logprobs_are_of_each_token_and_the_likeliest_is_drawn(client):
    asked = {"temperature": 0, "logprobs": True, "top_logprobs": 3, "max_tokens": 5}
    choice = complete(client, **asked)["choices"][0]
    content = choice["logprobs"]["content"]
    assert len(content) == 5
    assert "".join(entry["token"] for entry in content) == choice["message"]["content"]
    for entry in content:
        assert len(entry["top_logprobs"]) == 3
        assert entry["top_logprobs"][0]["logprob"] == entry["logprob"] <= 0
        assert bytes(entry["bytes"]).decode() == entry["token"]
        assert sum(math.exp(one["logprob"]) for one in entry["top_logprobs"]) <= 1.0001
    streamed = [c["logprobs"] for e in stream(client, **asked) for c in e["choices"]]
    assert [entry for one in streamed if one for entry in one["content"]] == content


def test_half_a_character_has_logprobs_at_once_and_text_later(client):
    asked = {"temperature": 0, "logprobs": True, "max_tokens": 40}
    question = "Repeat exactly: 🦊🎉👩‍👩‍👧 naïve 日本語"
    choice = complete(client, question, **asked)["choices"][0]
    content = choice["logprobs"]["content"]
    whole = b"".join(bytes(entry["bytes"]) for entry in content)
    assert whole.decode(errors="ignore") == choice["message"]["content"]
    assert any(entry["token"].startswith("bytes:\\x") for entry in content)


def test_the_end_token_has_no_logprobs(client):
    asked = {"temperature": 0, "max_tokens": 60, "logprobs": True}
    choice = complete(client, "What is 2 + 2?", **asked)["choices"][0]
    assert choice["finish_reason"] == "stop"
    tokens = [entry["token"] for entry in choice["logprobs"]["content"]]
    assert "".join(tokens) == choice["message"]["content"]


def test_the_older_logprobs_are_four_lists_side_by_side(client):
    asked = {"temperature": 1.3, "logprobs": 2, "max_tokens": 6}
    (choice,) = continue_text(client, **asked)["choices"]
    logprobs = choice["logprobs"]
    assert "".join(logprobs["tokens"]) == choice["text"]
    for place, token in enumerate(logprobs["tokens"]):
        assert choice["text"][logprobs["text_offset"][place] :].startswith(token)
        top = logprobs["top_logprobs"][place]
        assert 2 <= len(top) <= 3
        assert top[token] == logprobs["token_logprobs"][place]
    joined = {name: [] for name in logprobs}
    for event in stream_text(client, **asked):
        for name, values in (event["choices"][0]["logprobs"] or {}).items():
            joined[name] += values
    assert joined == logprobs


def test_a_bias_decides_and_forbids(client, vocabulary):
    (fox,) = vocabulary.encode_text(" fox")
    (choice,) = continue_text(client, logit_bias={str(fox): 100}, max_tokens=3)["choices"]
    assert choice["text"] == " fox fox fox"
    plain = continue_text(client, temperature=0, max_tokens=1)["choices"][0]["text"]
    (first,) = vocabulary.encode_text(plain)
    other = continue_text(client, temperature=0, max_tokens=1, logit_bias={str(first): -100})
    assert texts(other) != [plain]


def test_a_penalty_ends_a_repetition(client, vocabulary):
    (fox,) = vocabulary.encode_text(" fox")
    fields = {"logit_bias": {str(fox): 19}, "temperature": 0, "max_tokens": 24}
    free = continue_text(client, **fields)["choices"][0]["text"].count(" fox")
    held = continue_text(client, **fields, frequency_penalty=2)["choices"][0]["text"].count(" fox")
    assert free > held > 0


def test_ignoring_the_end_goes_on_to_the_last_token(client):
    asked = {"temperature": 0, "max_tokens": 60}
    reply = complete(client, "What is 2 + 2?", ignore_eos=True, **asked)
    assert reply["choices"][0]["finish_reason"] == "length"
    assert reply["usage"]["completion_tokens"] == 60


PERSON = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 12},
        "age": {"type": "integer", "minimum": 0, "maximum": 120},
    },
    "required": ["name", "age"],
    "additionalProperties": False,
}


@pytest.mark.parametrize("temperature", [0, 1.5])
def test_an_answer_follows_its_schema(client, temperature):
    named = {"name": "person", "schema": PERSON, "strict": True}
    asked = {
        "response_format": {"type": "json_schema", "json_schema": named},
        "temperature": temperature,
        "max_tokens": 80,
        "n": 2,
    }
    for choice in complete(client, "Invent a person.", **asked)["choices"]:
        assert choice["finish_reason"] == "stop"
        person = json.loads(choice["message"]["content"])
        assert list(person) == ["name", "age"]
        assert 0 <= person["age"] <= 120


def test_a_short_answer_may_be_cut_and_says_so(client):
    asked = {"response_format": {"type": "json_object"}, "max_tokens": 2, "temperature": 0}
    (choice,) = complete(client, "Describe a fox.", **asked)["choices"]
    assert choice["finish_reason"] == "length"
    assert choice["message"]["content"].startswith("{")


def test_an_answer_is_one_of_its_choices_in_a_stream_too(client):
    asked = {"guided_choice": ["naïve 🦊", "日本"], "temperature": 2, "max_tokens": 30}
    events = stream(client, "Which?", **asked)
    said = "".join(c["delta"].get("content", "") for e in events for c in e["choices"])
    assert said in asked["guided_choice"]
    assert events[-1]["choices"][0]["finish_reason"] == "stop"


def test_an_answer_matches_its_pattern(client):
    (choice,) = continue_text(client, "Call ", guided_regex="[0-9]{3}-[0-9]{4}", max_tokens=20)[
        "choices"
    ]
    assert len(choice["text"]) == 8
    assert choice["text"].replace("-", "").isdigit()


def test_a_grammar_that_cannot_be_followed_is_refused_in_the_librarys_words(client):
    refused = error(client.post(COMPLETIONS, json=body(guided_regex="(")), 400)
    assert refused["param"] == "guided_regex"
    assert "unclosed group" in refused["message"]
    named = {"name": "x", "schema": {"type": "wizard"}}
    asked = body(response_format={"type": "json_schema", "json_schema": named})
    refused = error(client.post(COMPLETIONS, json=asked), 400)
    assert refused["param"] == "response_format.json_schema.schema"


def test_a_grammar_that_proves_too_complex_ends_its_own_answer_only(client):
    endless = {"type": "array", "minItems": 10**9, "items": {"type": "null"}}
    form = {"type": "json_schema", "json_schema": {"name": "endless", "schema": endless}}
    asked = {"response_format": form, "temperature": 0, "max_tokens": 20}
    with ThreadPoolExecutor(1) as pool:
        company = pool.submit(complete, client, "Tell a story.", max_tokens=40)
        refused = error(client.post(COMPLETIONS, json=body(**asked)), 400)
        assert refused["code"] == "grammar_too_complex"
        with client.stream("POST", COMPLETIONS, json=body(**asked, stream=True)) as response:
            *_, last = (line for line in response.iter_lines() if line)
        assert json.loads(last.removeprefix("data: "))["error"]["code"] == "grammar_too_complex"
    assert company.result()["choices"][0]["finish_reason"] in ("stop", "length")
    wait_until_idle(client)


def test_a_client_that_leaves_in_the_middle_of_many_choices_frees_them_all(client):
    fields = body("Tell a long story.", n=5, max_tokens=4000, temperature=2, stream=True)
    with client.stream("POST", COMPLETIONS, json=fields) as response:
        lines = response.iter_lines()  # kept: without it, httpx closes the connection
        next(line for line in lines if '"content": "' in line and '""' not in line)
        assert client.get("/health").json()["num_running"] == 3
    wait_until_idle(client)


def test_metrics_count_what_happened(client, engine):
    def read():
        lines = client.get("/metrics", headers={"Authorization": ""}).text.splitlines()
        pairs = [line.rsplit(" ", 1) for line in lines if not line.startswith("#")]
        return {name.removeprefix("agon_engine_"): float(value) for name, value in pairs}

    before = read()
    continue_text(client)
    client.post(TEXTS, json=text_body(""))
    gained = {name: value - before.get(name, 0) for name, value in read().items()}
    assert gained["prompt_tokens_total"] == 7
    assert gained["cached_prompt_tokens_total"] == 0
    assert gained["generated_tokens_total"] == 8
    assert gained['requests_total{endpoint="/v1/completions",status="200"}'] == 1
    assert gained['requests_total{endpoint="/v1/completions",status="400"}'] == 1
    assert gained["time_to_first_token_seconds_count"] == 1
    assert gained["inter_token_seconds_count"] == 7
    assert gained["step_seconds_count"] >= 8
    assert read()["free_blocks"] == 2048
    assert {"running_sequences", "waiting_sequences", "aborted_sequences_total"} <= gained.keys()
