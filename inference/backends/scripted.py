"""A stand-in that says what it is told, for tests; allowed only where SCRIPTED_ROUTES says so.

The route's options: text, or texts (the request's seed chooses), chunk_size (characters),
delay_seconds (before each chunk), error (a kind), error_after_chunks (0: before the first),
finish_reason, echo (answer the last message).
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from inference.backends.base import (
    AnswerStream,
    BackendError,
    Blocked,
    Busy,
    TookTooLong,
    TooLong,
    Unavailable,
)
from inference.route_spec import RouteSpec
from inference.wire import Finished, GenerateRequest, TokenChunk

_ERRORS: Mapping[str, type[BackendError]] = {
    kind.kind: kind for kind in (BackendError, Busy, TooLong, Blocked, TookTooLong, Unavailable)
}


class ScriptedBackend:
    async def stream(self, spec: RouteSpec, request: GenerateRequest) -> AnswerStream:
        options: Mapping[str, Any] = spec.options
        text = _text(options, request)
        size = options.get("chunk_size", 5)
        chunks = [text[start : start + size] for start in range(0, len(text), size)]
        error = options.get("error")
        error_after = options.get("error_after_chunks", 0)
        for index, chunk in enumerate([*chunks, ""]):
            if error and index == min(error_after, len(chunks)):
                raise _ERRORS[error](f"scripted: {error}")
            await asyncio.sleep(options.get("delay_seconds", 0.0))
            if chunk:
                yield TokenChunk(chunk)
        num_words = sum(len(message.text.split()) for message in request.messages)
        yield Finished(options.get("finish_reason", "stop"), num_words, len(chunks), "scripted")


def _text(options: Mapping[str, Any], request: GenerateRequest) -> str:
    if options.get("echo"):
        return request.messages[-1].text
    texts = options.get("texts") or [options.get("text", "Yes.")]
    return str(texts[(request.sampling.seed or 0) % len(texts)])
