"""HTTP in, text out: the only asynchronous file. It moves messages and computes nothing."""

from __future__ import annotations

import asyncio
import hmac
import itertools
import random
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from inference.engine.completion_reply import (
    DONE,
    CompletionReply,
    as_event,
    error_body,
    model_list,
)
from inference.engine.completion_request import CompletionRequest, parse_completion_request
from inference.engine.config import EngineConfig
from inference.engine.engine import Delivery
from inference.engine.errors import (
    BadRequest,
    BodyTooLarge,
    EngineFailed,
    PromptTooLong,
    QueueFull,
    RequestRefused,
    Unauthorised,
    UnknownModel,
)
from inference.engine.loading import LoadedModel
from inference.engine.sequence import SamplingParams, Sequence

MAX_BODY_BYTES = 1024 * 1024
Handler = Callable[[Request], Awaitable[Response]]


@dataclass(eq=False)
class Generation:
    """One request on its way through the engine. Deliveries arrive in the event loop.

    close() gives its place in the queue back, and stops the engine if the answer is not whole.
    """

    server: EngineServer
    sequence: Sequence
    _deliveries: asyncio.Queue[Delivery] = field(default_factory=asyncio.Queue)
    _ended: bool = False

    async def deliveries(self) -> AsyncIterator[Delivery]:
        """Ends after the delivery with a finish reason; raises EngineFailed."""
        while not self._ended:
            delivery = await self._deliveries.get()
            if delivery.failed:
                self._ended = True
                raise EngineFailed("The engine broke while it answered. Please ask again.")
            self._ended = delivery.finish_reason is not None
            yield delivery

    def receive(self, delivery: Delivery) -> None:
        self._deliveries.put_nowait(delivery)

    def close(self) -> None:
        if not self._ended:
            self.server.model.engine.abort(self.sequence.sequence_id)
        self.server.open_generations.discard(self)


class EngineServer:
    """The routes. open_generations bounds what waits: beyond it a request is refused."""

    def __init__(self, config: EngineConfig, model: LoadedModel, api_key: str) -> None:
        self.model = model
        self.open_generations: set[Generation] = set()
        self._config = config
        self._api_key = api_key.encode()
        self._ids = itertools.count()
        self._rng = random.SystemRandom()
        self._started_seconds = int(time.time())

    def app(self) -> Starlette:
        complete = guarded(self._authorised(self.complete))
        routes = [
            Route("/health", self.health, methods=["GET"]),
            Route("/v1/models", guarded(self._authorised(self.models)), methods=["GET"]),
            Route("/v1/chat/completions", complete, methods=["POST"]),
        ]
        return Starlette(routes=routes)

    async def health(self, request: Request) -> Response:
        scheduler = self.model.scheduler
        return JSONResponse(
            {
                "status": "ok",
                "num_running": scheduler.num_running,
                "num_waiting": max(0, len(self.open_generations) - scheduler.num_running),
                "num_free_blocks": scheduler.num_free_blocks,
                "num_blocks": self._config.num_blocks,
            }
        )

    async def models(self, request: Request) -> Response:
        names = list(self.model.networks)
        return JSONResponse(model_list(names, self.model.context_length, self._started_seconds))

    async def complete(self, request: Request) -> Response:
        wanted = parse_completion_request(await read_body(request), self._rng)
        if wanted.model not in self.model.networks:
            raise UnknownModel(f"There is no model {wanted.model}; see /v1/models.", "model")
        self._refuse_if_full()
        prompt_ids = await asyncio.to_thread(self.model.chat_template.encode, wanted.messages)
        self._refuse_if_full()
        generation = self._start(wanted, prompt_ids)
        reply = CompletionReply(
            completion_id=f"chatcmpl-{secrets.token_hex(12)}",
            model=wanted.model,
            created_seconds=int(time.time()),
            num_prompt_tokens=len(prompt_ids),
        )
        if wanted.stream:
            events = stream_events(generation, reply, wanted.include_usage)
            return StreamingResponse(
                events, media_type="text/event-stream", headers={"Cache-Control": "no-store"}
            )
        return await answer_whole(request, generation, reply)

    def _start(self, wanted: CompletionRequest, prompt_ids: list[int]) -> Generation:
        room = self.model.context_length - len(prompt_ids)
        if room < 1:
            raise PromptTooLong(
                f"The prompt has {len(prompt_ids)} tokens; the model reads at most "
                f"{self.model.context_length - 1} and needs one to answer.",
                "messages",
            )
        sampling = SamplingParams(
            temperature=wanted.temperature,
            top_p=wanted.top_p,
            seed=wanted.seed,
            max_new_tokens=min(room, wanted.max_tokens or self._config.default_max_tokens),
            stop=wanted.stop,
        )
        sequence = Sequence(next(self._ids), wanted.model, prompt_ids, sampling)
        generation = Generation(self, sequence)
        self.open_generations.add(generation)
        loop = asyncio.get_running_loop()
        self.model.engine.submit(
            sequence, lambda delivery: loop.call_soon_threadsafe(generation.receive, delivery)
        )
        return generation

    def _refuse_if_full(self) -> None:
        if len(self.open_generations) >= self._config.max_open_requests:
            raise QueueFull("The engine has as many requests as it can hold. Try again shortly.")

    def _authorised(self, handler: Handler) -> Handler:
        async def check(request: Request) -> Response:
            scheme, _, key = request.headers.get("authorization", "").partition(" ")
            right = hmac.compare_digest(key.strip().encode("latin-1", "replace"), self._api_key)
            if scheme.lower() != "bearer" or not right:
                raise Unauthorised("Give the engine's key as 'Authorization: Bearer KEY'.")
            return await handler(request)

        return check


def guarded(handler: Handler) -> Handler:
    """Refusals become OpenAI's error shape."""

    async def guard(request: Request) -> Response:
        try:
            return await handler(request)
        except RequestRefused as refused:
            return error_response(refused)
        except ClientDisconnect:
            return Response(status_code=499)

    return guard


def error_response(refused: RequestRefused) -> Response:
    headers = {}
    if refused.retry_after_seconds is not None:
        headers["Retry-After"] = str(refused.retry_after_seconds)
    if refused.status == Unauthorised.status:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(error_body(refused), refused.status, headers)


async def read_body(request: Request) -> bytes:
    """Raises BodyTooLarge as soon as too much has come, whatever the header says."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY_BYTES:
            raise BodyTooLarge(f"The body may have {MAX_BODY_BYTES} bytes.")
    if not body:
        raise BadRequest("The body is empty; it must be a JSON object.")
    return bytes(body)


async def stream_events(
    generation: Generation, reply: CompletionReply, include_usage: bool
) -> AsyncIterator[bytes]:
    """Server-sent events; a client that leaves cancels this, which stops the generation."""
    try:
        yield reply.opening()
        num_tokens = 0
        async for delivery in generation.deliveries():
            num_tokens = delivery.num_answer_tokens
            if delivery.text:
                yield reply.delta(delivery.text)
            if delivery.finish_reason:
                yield reply.closing(delivery.finish_reason)
        if include_usage:
            yield reply.usage(num_tokens)
        yield DONE
    except EngineFailed as failed:
        yield as_event(error_body(failed))
    finally:
        generation.close()


async def answer_whole(
    request: Request, generation: Generation, reply: CompletionReply
) -> Response:
    """The whole answer at once, or nothing for a client that leaves before."""
    answer = asyncio.ensure_future(_collect(generation, reply))
    leaving = asyncio.ensure_future(_until_client_leaves(request))
    try:
        await asyncio.wait({answer, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return JSONResponse(answer.result())
        raise ClientDisconnect
    finally:
        answer.cancel()
        leaving.cancel()
        generation.close()


async def _collect(generation: Generation, reply: CompletionReply) -> dict[str, object]:
    texts: list[str] = []
    async for delivery in generation.deliveries():
        texts.append(delivery.text)
    return reply.whole("".join(texts), str(delivery.finish_reason), delivery.num_answer_tokens)


async def _until_client_leaves(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
