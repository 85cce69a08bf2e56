"""What the server answers, in OpenAI's shapes; plain Python."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from inference.engine.errors import RequestRefused

DONE = b"data: [DONE]\n\n"


@dataclass(frozen=True, slots=True)
class CompletionReply:
    """The words for one completion; created_seconds is the Unix time of the request."""

    completion_id: str
    model: str
    created_seconds: int
    num_prompt_tokens: int

    def whole(self, text: str, finish_reason: str, num_answer_tokens: int) -> dict[str, Any]:
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": text},
            "finish_reason": finish_reason,
            "logprobs": None,
        }
        usage = self._usage(num_answer_tokens)
        return self._head("chat.completion") | {"choices": [choice], "usage": usage}

    def opening(self) -> bytes:
        return self._chunk({"role": "assistant", "content": ""}, None)

    def delta(self, text: str) -> bytes:
        return self._chunk({"content": text}, None)

    def closing(self, finish_reason: str) -> bytes:
        return self._chunk({}, finish_reason)

    def usage(self, num_answer_tokens: int) -> bytes:
        body = {"choices": [], "usage": self._usage(num_answer_tokens)}
        return as_event(self._head("chat.completion.chunk") | body)

    def _head(self, kind: str) -> dict[str, Any]:
        return {
            "id": self.completion_id,
            "object": kind,
            "created": self.created_seconds,
            "model": self.model,
        }

    def _chunk(self, delta: dict[str, str], finish_reason: str | None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": None}
        return as_event(self._head("chat.completion.chunk") | {"choices": [choice]})

    def _usage(self, num_answer_tokens: int) -> dict[str, int]:
        return {
            "prompt_tokens": self.num_prompt_tokens,
            "completion_tokens": num_answer_tokens,
            "total_tokens": self.num_prompt_tokens + num_answer_tokens,
        }


def as_event(body: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(body, ensure_ascii=False).encode() + b"\n\n"


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
            "owned_by": "HuggingFaceTB",
            "context_length": context_length,
        }
        for name in names
    ]
    return {"object": "list", "data": models}
