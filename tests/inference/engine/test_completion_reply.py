"""Events are what their words say, however they were put together."""

import json

from hypothesis import given
from hypothesis import strategies as st

from inference.engine.api.completion_reply import ChatShape, CompletionReply, TextShape, Usage


def reply(shape, **fields):
    return CompletionReply(shape, key="7", model="m", created_seconds=5, **fields)


def parsed(event):
    assert event.startswith(b"data: ")
    assert event.endswith(b"\n\n")
    assert event.isascii()
    assert len(event.splitlines()) == 2
    return json.loads(event[6:])


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.integers(0, 15))
def test_a_framed_delta_is_the_chunk_that_it_stands_for(text, index):
    assert parsed(reply(ChatShape()).delta(index, text)) == {
        "id": "chatcmpl-7",
        "object": "chat.completion.chunk",
        "created": 5,
        "model": "m",
        "choices": [
            {"index": index, "delta": {"content": text}, "finish_reason": None, "logprobs": None}
        ],
    }
    (choice,) = parsed(reply(TextShape()).delta(index, text))["choices"]
    assert choice == {"index": index, "text": text, "finish_reason": None, "logprobs": None}


def test_usage_is_null_until_it_is_told_and_left_out_unless_asked_for():
    asked = reply(ChatShape(), include_usage=True)
    for event in (asked.opening(0), asked.delta(0, "a"), asked.closing(0, "stop")):
        assert parsed(event)["usage"] is None
    assert parsed(asked.usage(Usage(10, 4, 3)))["usage"] == {
        "prompt_tokens": 10,
        "completion_tokens": 3,
        "total_tokens": 13,
        "prompt_tokens_details": {"cached_tokens": 4},
    }
    assert "usage" not in parsed(reply(ChatShape()).delta(0, "a"))
