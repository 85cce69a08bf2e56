"""What the server answers, in OpenAI's shapes; plain Python.

Events are ASCII: some clients' line readers also break lines at U+2028 and its like. The frame of
an event is made once a choice, so that a token costs little more than its own quotes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from inference.engine.errors import RequestRefused

DONE = b"data: [DONE]\n\n"
PLACE = "\0place\0"
quote = json.JSONEncoder().encode


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of a request; the prompt of several choices counts once."""

    num_prompt_tokens: int
    num_cached_tokens: int
    num_answer_tokens: int

    def body(self) -> dict[str, Any]:
        return {
            "prompt_tokens": self.num_prompt_tokens,
            "completion_tokens": self.num_answer_tokens,
            "total_tokens": self.num_prompt_tokens + self.num_answer_tokens,
            "prompt_tokens_details": {"cached_tokens": self.num_cached_tokens},
        }


@dataclass(frozen=True, slots=True)
class Choice:
    """One whole answer. logprobs as the reply's shape has them, or None."""

    text: str
    finish_reason: str
    logprobs: dict[str, Any] | None = None


class ReplyShape(Protocol):
    """Where chat and plain completions differ."""

    id_prefix: str
    kind: str
    chunk_kind: str

    def whole(self, choice: Choice) -> dict[str, Any]: ...

    def opening(self) -> dict[str, Any] | None: ...

    def delta(self, text: str) -> dict[str, Any]: ...

    def closing(self) -> dict[str, Any]: ...


class ChatShape:
    id_prefix = "chatcmpl"
    kind = "chat.completion"
    chunk_kind = "chat.completion.chunk"

    def whole(self, choice: Choice) -> dict[str, Any]:
        return {"message": {"role": "assistant", "content": choice.text}}

    def opening(self) -> dict[str, Any]:
        return {"delta": {"role": "assistant", "content": ""}}

    def delta(self, text: str) -> dict[str, Any]:
        return {"delta": {"content": text}}

    def closing(self) -> dict[str, Any]:
        return {"delta": {}}


class TextShape:
    id_prefix = "cmpl"
    kind = chunk_kind = "text_completion"

    def whole(self, choice: Choice) -> dict[str, Any]:
        return {"text": choice.text}

    def opening(self) -> None:
        return None

    def delta(self, text: str) -> dict[str, Any]:
        return {"text": text}

    def closing(self) -> dict[str, Any]:
        return {"text": ""}


class CompletionReply:
    """The words for one request; created_seconds is the Unix time at which it came."""

    def __init__(
        self,
        shape: ReplyShape,
        key: str,
        model: str,
        created_seconds: int,
        include_usage: bool = False,
    ) -> None:
        self._shape = shape
        self._ids = {"id": f"{shape.id_prefix}-{key}"}
        self._names = {"created": created_seconds, "model": model}
        self._include_usage = include_usage
        self._frame = cache(self._make_frame)

    def whole(self, choices: Sequence[Choice], usage: Usage) -> dict[str, Any]:
        bodies = [
            {
                "index": index,
                **self._shape.whole(choice),
                "finish_reason": choice.finish_reason,
                "logprobs": choice.logprobs,
            }
            for index, choice in enumerate(choices)
        ]
        head = self._ids | {"object": self._shape.kind} | self._names
        return head | {"choices": bodies, "usage": usage.body()}

    def opening(self, index: int) -> bytes:
        """What comes before the first token of a choice; nothing in plain completions."""
        body = self._shape.opening()
        return self._chunk(index, body, None, None) if body else b""

    def delta(self, index: int, text: str, logprobs: dict[str, Any] | None = None) -> bytes:
        if logprobs is not None:
            return self._chunk(index, self._shape.delta(text), None, logprobs)
        before, after = self._frame(index)
        return (before + quote(text) + after).encode()

    def closing(self, index: int, finish_reason: str) -> bytes:
        return self._chunk(index, self._shape.closing(), finish_reason, None)

    def usage(self, usage: Usage) -> bytes:
        head = self._ids | {"object": self._shape.chunk_kind} | self._names
        return as_event(head | {"choices": [], "usage": usage.body()})

    def _make_frame(self, index: int) -> tuple[str, str]:
        """What stands before and after the text in an event of this choice."""
        event = self._chunk(index, self._shape.delta(PLACE), None, None).decode()
        before, _, after = event.partition(quote(PLACE))
        return before, after

    def _chunk(
        self,
        index: int,
        body: dict[str, Any],
        finish_reason: str | None,
        logprobs: dict[str, Any] | None,
    ) -> bytes:
        choice = {"index": index, **body, "finish_reason": finish_reason, "logprobs": logprobs}
        head = self._ids | {"object": self._shape.chunk_kind} | self._names
        usage = {"usage": None} if self._include_usage else {}
        return as_event(head | {"choices": [choice]} | usage)


def as_event(body: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(body)}\n\n".encode()


def error_body(refused: RequestRefused) -> dict[str, Any]:
    return {
        "error": {
            "message": refused.message,
            "type": refused.kind,
            "param": refused.param,
            "code": refused.code,
        }
    }


def model_list(names: list[str], context_length: int, created_seconds: int) -> dict[str, Any]:
    models = [
        {
            "id": name,
            "object": "model",
            "created": created_seconds,
            "owned_by": "agon",
            "context_length": context_length,
        }
        for name in names
    ]
    return {"object": "list", "data": models}
