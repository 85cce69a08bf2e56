"""Any server that speaks OpenAI's chat completions over HTTP, the embedded engine included.

1. Ask, connected to an address that was checked (inference/address_guard.py).
2. Read events line by line, within bounds, and pass on the text of each.
3. Finish only on a finish_reason: a stream that just ends was cut.
Leaving early closes the connection, at which the server stops its work.
"""

import contextlib
import functools
import json
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Iterator

import httpx

from inference.address_guard import AddressRefused, PinnedTransport, Resolve, system_resolve
from inference.backends.base import (
    AnswerStream,
    BackendError,
    ConnectionFailed,
    ConnectTookTooLong,
    Unavailable,
)
from inference.backends.bounded_lines import LineSplitter
from inference.backends.openai_protocol import Event, error_of, parse_event, request_body
from inference.route_spec import RouteSpec
from inference.wire import Finished, FinishReason, GenerateRequest, TokenChunk
from lib.sse import Decoder

LONGEST_ERROR_BYTES = 65_536
REQUEST_ID_HEADERS = ("x-request-id", "request-id", "cf-ray")


class OpenAICompatibleBackend:
    def __init__(
        self, resolve: Resolve = system_resolve, tls: ssl.SSLContext | None = None
    ) -> None:
        self._resolve = resolve
        self._given_tls = tls

    @functools.cached_property
    def _tls(self) -> ssl.SSLContext:
        return (
            self._given_tls or httpx.create_ssl_context()
        )  # takes long enough to be made only once

    async def stream(self, spec: RouteSpec, request: GenerateRequest) -> AnswerStream:
        with _errors_in_words(spec):
            async with (
                self._client(spec) as client,
                _ask(client, spec, request) as response,
                contextlib.aclosing(_answer(response)) as answer,
            ):
                async for piece in answer:
                    yield piece

    def _client(self, spec: RouteSpec) -> httpx.AsyncClient:
        """A client for one request: its only connection is closed with it.

        Reading has no timeout here: inference/asking.py counts tokens, which a peer that trickles
        bytes cannot fake.
        """
        inner = httpx.AsyncHTTPTransport(verify=self._tls, trust_env=False)
        return httpx.AsyncClient(
            transport=PinnedTransport(inner, spec.private_hosts, self._resolve),
            timeout=httpx.Timeout(None, connect=spec.timeouts.connect_seconds),
            follow_redirects=False,
            trust_env=False,
        )


@contextlib.contextmanager
def _errors_in_words(spec: RouteSpec) -> Iterator[None]:
    """Every failure as a BackendError whose text never shows the key."""
    try:
        yield
    except BackendError as error:
        error.detail = _without_key(error.detail, spec.api_key)
        error.args = (error.detail,)
        raise
    except AddressRefused as error:
        raise Unavailable(f"the address is refused: {error}") from None
    except httpx.ConnectTimeout as error:
        seconds = spec.timeouts.connect_seconds
        raise ConnectTookTooLong(f"no connection within {seconds:g} s: {error}") from None
    except httpx.ConnectError as error:
        raise ConnectionFailed(f"no connection: {error}") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        words = f"the connection broke: {type(error).__name__} {error}"
        raise BackendError(_without_key(words, spec.api_key)) from None


def _without_key(text: str, api_key: str) -> str:
    return text.replace(api_key, "[key]") if api_key else text


@contextlib.asynccontextmanager
async def _ask(
    client: httpx.AsyncClient, spec: RouteSpec, request: GenerateRequest
) -> AsyncIterator[httpx.Response]:
    headers = {
        "Accept": "text/event-stream",
        "Accept-Encoding": "identity",
        "Content-Type": "application/json",
    }
    if spec.api_key:
        headers["Authorization"] = f"Bearer {spec.api_key}"
    url = f"{spec.base_url.rstrip('/')}/chat/completions"
    body = json.dumps(request_body(spec, request))  # in ASCII: a prompt may hold half a character
    async with client.stream("POST", url, content=body, headers=headers) as response:
        if response.status_code != 200:
            raise await _refusal(response)
        content_type = response.headers.get("content-type", "")
        if content_type.partition(";")[0].strip().lower() != "text/event-stream":
            raise BackendError(f"the answer is no event stream but {content_type[:100]!r}")
        if response.headers.get("content-encoding", "identity") != "identity":
            raise BackendError("the answer is compressed, which was not asked for")
        yield response


async def _refusal(response: httpx.Response) -> BackendError:
    if response.is_redirect:
        return Unavailable(f"HTTP {response.status_code}: redirects are not followed")
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) >= LONGEST_ERROR_BYTES:
            break
    text = bytes(body[:LONGEST_ERROR_BYTES]).decode(errors="replace")
    return error_of(response.status_code, text, _request_id(response))


def _request_id(response: httpx.Response) -> str:
    found = (response.headers.get(name) for name in REQUEST_ID_HEADERS)
    return str(next(filter(None, found), ""))[:120]


async def _answer(response: httpx.Response) -> AnswerStream:
    reason: FinishReason | None = None
    usage = Event()
    request_id = _request_id(response)
    async with contextlib.aclosing(_events(response)) as events:
        async for event in events:
            request_id = request_id or event.request_id
            reason = event.finish_reason or reason
            if event.prompt_tokens is not None or event.completion_tokens is not None:
                usage = event
            if event.text:
                yield TokenChunk(event.text)
    if reason is None:
        raise BackendError("the answer was cut before its end", request_id=request_id)
    yield Finished(reason, usage.prompt_tokens, usage.completion_tokens, request_id)


async def _events(response: httpx.Response) -> AsyncGenerator[Event, None]:
    lines, decoder = LineSplitter(), Decoder()
    async for piece in response.aiter_raw():
        for line in lines.feed(piece):
            for event in decoder.feed(line):
                if event.data.strip() == "[DONE]":
                    return
                yield parse_event(event.data)
