"""Bodies in and responses out: bounded reading, refusals, streams that see a client leave."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from inference.engine.api.answers import Answers, ClientLeft
from inference.engine.api.completion_reply import error_body
from inference.engine.errors import (
    BadRequest,
    BodyTooLarge,
    BodyTooSlow,
    RequestRefused,
    Unauthorised,
)

MAX_BODY_BYTES = 1024 * 1024
CLIENT_LEFT_STATUS = 499

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


async def read_body(request: Request, timeout_seconds: float) -> bytes:
    """Raises BodyTooLarge as soon as too much is announced or has come, and BodyTooSlow."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced[:20]) > MAX_BODY_BYTES:
        raise _too_large()
    body = bytearray()
    try:
        async with asyncio.timeout(timeout_seconds):
            async for part in request.stream():
                body += part
                if len(body) > MAX_BODY_BYTES:
                    raise _too_large()
    except TimeoutError:
        words = f"The body was not whole after {timeout_seconds:g} seconds. Send it faster."
        raise BodyTooSlow(words) from None
    if not body:
        raise BadRequest("The body is empty; it must be a JSON object.")
    return bytes(body)


def _too_large() -> BodyTooLarge:
    return BodyTooLarge(f"The body may have {MAX_BODY_BYTES} bytes.")


def error_response(refused: RequestRefused) -> Response:
    headers = {}
    if refused.retry_after_seconds is not None:
        headers["Retry-After"] = str(refused.retry_after_seconds)
    if refused.status == Unauthorised.status:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(refused, BodyTooLarge | BodyTooSlow):
        headers["Connection"] = "close"  # what is left of the body is not worth reading
    return JSONResponse(error_body(refused), refused.status, headers)


class EventStream(Response):
    """Server-sent events. However it ends, also before its first event, the answers are closed."""

    media_type = "text/event-stream"

    def __init__(self, events: AsyncIterator[bytes], answers: Answers) -> None:
        super().__init__(headers={"Cache-Control": "no-store"})
        del self.headers["content-length"]
        self._events = events
        self._answers = answers

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        async with until_client_leaves(receive, self._answers):
            await send(
                {
                    "type": "http.response.start",
                    "status": self.status_code,
                    "headers": self.raw_headers,
                }
            )
            try:
                async for event in self._events:
                    await send({"type": "http.response.body", "body": event, "more_body": True})
            except ClientLeft:
                return
            await send({"type": "http.response.body", "body": b""})


@asynccontextmanager
async def until_client_leaves(receive: Receive, answers: Answers) -> AsyncIterator[None]:
    """Watches the connection, and closes the answers at the end of the block."""

    async def watch() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        answers.leave()

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()
        answers.close()
