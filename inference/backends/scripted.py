"""A stand-in that says what it is told, for tests; allowed only where SCRIPTED_ROUTES says so.

The route's options: text, chunk_size (characters), delay_seconds (before each chunk), error (a
kind), error_after_chunks (0: before the first), finish_reason, echo (answer the last message).
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
        text = request.messages[-1].text if options.get("echo") else options.get("text", "Yes.")
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
