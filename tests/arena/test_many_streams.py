"""A thousand open event streams on one real web process: its memory, and whether all are told."""

import asyncio
import os
import resource
import sys
from pathlib import Path

import httpx
import pytest
from django.conf import settings as django_settings
from django.db import connection
from redis.asyncio import Redis

from arena.live_log import LogWriter
from tests.arena.scene import add_contestant, start
from tests.servers import process, wait_until
from tests.site import free_port

pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).parent.parent.parent
NUM_STREAMS = 1000
MOST_MEGABYTES = 300


@pytest.fixture
def web(redis_server):
    """One uvicorn on this test's database and Redis; its port and its pid."""
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "REDIS_URL": redis_server,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PORT": str(port),
    }
    words = ["-m", "uvicorn", "config.asgi:application", "--port", str(port), "--lifespan", "off"]
    with process(sys.executable, *words, "--no-access-log", cwd=ROOT, env=environment) as child:
        wait_until(lambda: _answers(port), 30, "the web process")
        yield port, child.pid


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/livez", trust_env=False).is_success
    except httpx.TransportError:
        return False


def test_a_thousand_streams_fit_and_each_is_told(client, web, redis_server, settings):
    settings.SCRIPTED_ROUTES, settings.REDIS_URL = True, redis_server
    _allow_open_files(NUM_STREAMS + 500)
    add_contestant("ajax")
    add_contestant("hektor")
    battle = start(client)  # no worker runs: its turn waits, and so do its viewers
    port, pid = web
    cookie = f"{django_settings.SESSION_COOKIE_NAME}={client.session.session_key}"

    async def scene() -> tuple[float, int]:
        streams = await _open_streams(port, f"/battles/{battle.pk}/events", cookie)
        megabytes = _resident_megabytes(pid)
        async with Redis.from_url(redis_server) as redis:
            await LogWriter(redis, battle.pk, 900_000).append(type="end", turn=0, a="done")
            told = await asyncio.gather(*(_read_to_end(reader) for reader, _ in streams))
        for _, writer in streams:
            writer.close()
        return megabytes, sum(told)

    megabytes, num_told = asyncio.run(scene())

    print(f"{NUM_STREAMS} open streams: the web process holds {megabytes:.0f} MB")
    assert num_told == NUM_STREAMS
    assert megabytes < MOST_MEGABYTES


async def _open_streams(port: int, path: str, cookie: str):
    """All of them, fifty at a time; each has read its first bytes."""
    gate = asyncio.Semaphore(50)

    async def open_one():
        async with gate, asyncio.timeout(60):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n"
            writer.write(request.encode())
            await reader.readuntil(b"retry: 2000")
            return reader, writer

    return await asyncio.gather(*(open_one() for _ in range(NUM_STREAMS)))


async def _read_to_end(reader: asyncio.StreamReader) -> bool:
    async with asyncio.timeout(60):
        await reader.readuntil(b'"type": "end"')
    return True


def _resident_megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no VmRSS")


def _allow_open_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
