"""A real HTTP server on loopback that does what each test tells it, however rude."""

import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace

from inference.route_spec import RouteSpec, Timeouts
from inference.wire import Sampling

EVENT_STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n"


@dataclass(slots=True)
class Visit:
    """One connection: what was asked, and the way back."""

    head: str
    body: dict
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    num_sent_bytes: int = 0

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        self.num_sent_bytes += len(data)
        await self.writer.drain()

    async def send_events(self, *payloads: object) -> None:
        for payload in payloads:
            await self.send(event(payload))

    async def until_client_leaves(self) -> None:
        await self.reader.read()


Behaviour = Callable[[Visit], Awaitable[None]]


@dataclass(slots=True)
class RudeServer:
    behaviours: list[Behaviour]
    port: int = 0
    visits: list[Visit] = field(default_factory=list)
    client_left: asyncio.Event = field(default_factory=asyncio.Event)

    async def welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            visit = await self._read(reader, writer)
            await self.behaviours[min(len(self.visits), len(self.behaviours)) - 1](visit)
        writer.close()

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Visit:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lengths = [line for line in head.lower().split("\r\n") if "content-length" in line]
        body = await reader.readexactly(int(lengths[0].split(":")[1]))
        visit = Visit(head, json.loads(body), reader, writer)
        self.visits.append(visit)
        return visit

    def spec(self, **changes: object) -> RouteSpec:
        host = f"127.0.0.1:{self.port}"
        spec = RouteSpec(
            slug="someone",
            backend="openai_compatible",
            base_url=f"http://{host}/v1",
            model_name="some-model",
            api_key="key-of-the-provider",
            sampling=Sampling(temperature=0.3, top_p=0.9, max_tokens=50),
            timeouts=Timeouts(5.0, 5.0, 5.0, 10.0),
            private_hosts=frozenset({host}),
        )
        return replace(spec, **changes)


@contextlib.asynccontextmanager
async def serve(
    *behaviours: Behaviour, tls: ssl.SSLContext | None = None
) -> AsyncIterator[RudeServer]:
    """The first connection meets the first behaviour; when they run out, the last one again."""
    rude = RudeServer(list(behaviours))
    server = await asyncio.start_server(rude.welcome, "127.0.0.1", 0, ssl=tls)
    rude.port = server.sockets[0].getsockname()[1]
    try:
        yield rude
    finally:
        server.close()
        for visit in rude.visits:
            visit.writer.transport.abort()


def event(payload: object) -> bytes:
    return f"data: {payload if isinstance(payload, str) else json.dumps(payload)}\n\n".encode()


def delta(text: str) -> dict:
    return {"id": "chat-7", "choices": [{"index": 0, "delta": {"content": text}}]}


def end(reason: str = "stop") -> dict:
    return {"id": "chat-7", "choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}


USAGE = {"id": "chat-7", "choices": [], "usage": {"prompt_tokens": 12, "completion_tokens": 3}}


def answers(*pieces: str) -> Behaviour:
    async def behave(visit: Visit) -> None:
        await visit.send(EVENT_STREAM + b"\r\n")
        await visit.send_events(*map(delta, pieces), end(), USAGE, "[DONE]")

    return behave


def says(raw: bytes, *, head: bytes = EVENT_STREAM, before: tuple[object, ...] = ()) -> Behaviour:
    """An event stream that holds these bytes, and ends."""

    async def behave(visit: Visit) -> None:
        await visit.send(head + b"\r\n")
        await visit.send_events(*before)
        await visit.send(raw)

    return behave


def refuses(status: int, payload: object = "no", headers: str = "") -> Behaviour:
    async def behave(visit: Visit) -> None:
        body = payload if isinstance(payload, str) else json.dumps(payload)
        head = f"HTTP/1.1 {status} No\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        await visit.send((head + body).encode())

    return behave


def hangs(raw: bytes = b"") -> Behaviour:
    """Sends these bytes, then nothing, and waits until the client leaves."""

    async def behave(visit: Visit) -> None:
        await visit.send(raw)
        await visit.until_client_leaves()

    return behave


def repeats(raw: bytes, most_bytes: int = 100_000_000) -> Behaviour:
    """Sends a head, then the same bytes until the client leaves."""

    async def behave(visit: Visit) -> None:
        await visit.send(EVENT_STREAM + b"\r\n")
        while visit.num_sent_bytes < most_bytes and not visit.writer.is_closing():
            await visit.send(raw)
            await asyncio.sleep(0)

    return behave
