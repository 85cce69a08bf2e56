"""The routes of the engine's HTTP server, and who may use them.

/v1/models, /v1/chat/completions and /v1/completions want the engine's key. /health says that the
process lives and how full it is. /metrics, for Prometheus, wants no key of a caller on this
machine, as vLLM has it, and the key of any other.
"""

from __future__ import annotations

import hmac
import ipaddress
import random
import time
from collections.abc import Awaitable, Callable

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from inference.engine.api.answers import ClientLeft
from inference.engine.api.completion_reply import model_list
from inference.engine.api.completion_request import (
    CompletionRequest,
    parse_chat_request,
    parse_text_request,
)
from inference.engine.api.completions import Completions
from inference.engine.api.responses import CLIENT_LEFT_STATUS, error_response, read_body
from inference.engine.config import EngineConfig
from inference.engine.errors import (
    EngineFailed,
    RequestRefused,
    Unauthorised,
    UnknownPath,
    WrongMethod,
)
from inference.engine.loading import LoadedModel

BODY_SECONDS = 30.0
Handler = Callable[[Request], Awaitable[Response]]
Parse = Callable[[bytes, random.Random], CompletionRequest]


class EngineServer:
    def __init__(self, config: EngineConfig, model: LoadedModel, api_key: str) -> None:
        self._config = config
        self._model = model
        self._api_key = api_key.encode()
        self._completions = Completions(config, model)
        self._rng = random.SystemRandom()
        self._started_seconds = int(time.time())

    def app(self) -> Starlette:
        chat, text = self._complete(parse_chat_request), self._complete(parse_text_request)
        routes = [
            Route("/health", self.health, methods=["GET"]),
            Route("/metrics", self._guarded(self.metrics), methods=["GET"]),
            Route("/v1/models", self._guarded(self._with_key(self.models)), methods=["GET"]),
            Route("/v1/chat/completions", self._guarded(self._with_key(chat)), methods=["POST"]),
            Route("/v1/completions", self._guarded(self._with_key(text)), methods=["POST"]),
        ]
        return Starlette(
            routes=routes, exception_handlers={HTTPException: refuse_route, Exception: fail}
        )

    async def health(self, request: Request) -> Response:
        scheduler = self._model.scheduler
        num_unfinished = self._completions.num_unfinished
        return JSONResponse(
            {
                "status": "ok",
                "num_running": scheduler.num_running,
                "num_waiting": max(0, num_unfinished - scheduler.num_running),
                "num_free_blocks": scheduler.num_free_blocks,
                "num_blocks": self._config.num_blocks,
            }
        )

    async def metrics(self, request: Request) -> Response:
        if not is_on_this_machine(request):
            self._check_key(request)
        return Response(self._model.metrics.exposition(), media_type=CONTENT_TYPE_LATEST)

    async def models(self, request: Request) -> Response:
        names = list(self._model.networks)
        return JSONResponse(model_list(names, self._model.context_length, self._started_seconds))

    def _complete(self, parse: Parse) -> Handler:
        async def complete(request: Request) -> Response:
            wanted = parse(await read_body(request, BODY_SECONDS), self._rng)
            return await self._completions.answer(request, wanted)

        return complete

    def _with_key(self, handler: Handler) -> Handler:
        async def check(request: Request) -> Response:
            self._check_key(request)
            return await handler(request)

        return check

    def _check_key(self, request: Request) -> None:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        right = hmac.compare_digest(key.strip().encode("latin-1", "replace"), self._api_key)
        if scheme.lower() != "bearer" or not right:
            raise Unauthorised("Give the engine's key as 'Authorization: Bearer KEY'.")

    def _guarded(self, handler: Handler) -> Handler:
        """Refusals become OpenAI's error shape, and every request is counted."""

        async def guard(request: Request) -> Response:
            try:
                response = await handler(request)
            except RequestRefused as refused:
                response = error_response(refused)
            except (ClientDisconnect, ClientLeft):
                response = Response(status_code=CLIENT_LEFT_STATUS)
            self._model.metrics.request_answered(request.url.path, response.status_code)
            return response

        return guard


def is_on_this_machine(request: Request) -> bool:
    try:
        return ipaddress.ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False


async def refuse_route(request: Request, error: Exception) -> Response:
    """No such path, or not with this method."""
    if isinstance(error, HTTPException) and error.status_code == WrongMethod.status:
        response = error_response(WrongMethod(f"{request.url.path} knows no {request.method}."))
        response.headers.update(error.headers or {})
        return response
    return error_response(UnknownPath("There is nothing here; /v1/models is a good beginning."))


async def fail(request: Request, error: Exception) -> Response:
    """A fault of ours; the server writes it into the log."""
    return error_response(EngineFailed("The engine made a mistake. It is in the log."))
