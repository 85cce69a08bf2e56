"""Fifty copies of one move at once, by posts and sockets of a real web process: one event."""

import asyncio
import json
import os
import sys
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.db import connection
from websockets.asyncio.client import connect

from games.models import Match
from lib.visitors import SESSION_KEY, Visitor
from tests.games.table import begin, let_model_move
from tests.servers import free_port, process, wait_until

pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).parents[2]
NUM_OF_EACH = 25
CSRF = "x" * 32


@pytest.fixture
def web(redis_server, request):
    """One uvicorn on this test's database and Redis; its port."""
    request.getfixturevalue("transactional_db")
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "REDIS_URL": redis_server,
        "PORT": str(port),
    }
    words = ["-m", "uvicorn", "config.asgi:application", "--port", str(port), "--lifespan", "off"]
    with process(sys.executable, *words, "--no-access-log", cwd=ROOT, env=environment):
        wait_until(lambda: answers(port), 30, "the web process")
        yield port


def database_url() -> str:
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgres://{found['USER']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/livez", trust_env=False).is_success
    except httpx.TransportError:
        return False


async def by_posts(port: int, match: Match, cookies: dict[str, str], ids: list[str]) -> list[dict]:
    address = f"http://127.0.0.1:{port}/games/matches/{match.pk}/moves/"
    headers = {"Accept": "application/json", "X-CSRFToken": CSRF}
    limits = httpx.Limits(max_connections=NUM_OF_EACH)
    options = {"cookies": cookies, "headers": headers, "limits": limits, "timeout": 60}
    async with httpx.AsyncClient(trust_env=False, **options) as client:
        asked = [{"id": one, "base": match.seq, "move": {"answer": "no"}} for one in ids]
        found = await asyncio.gather(*(client.post(address, json=one) for one in asked))
    return [answer.json() for answer in found]


async def by_sockets(
    port: int, match: Match, cookies: dict[str, str], ids: list[str]
) -> list[dict]:
    address = f"ws://127.0.0.1:{port}/games/matches/{match.pk}/socket"
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    headers = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{port}"}

    async def one(move_id: str) -> dict:
        async with connect(address, additional_headers=headers, proxy=None) as socket:
            wish = {"type": "move", "id": move_id, "base": match.seq, "move": {"answer": "no"}}
            await socket.send(json.dumps(wish))
            async with asyncio.timeout(60):
                async for frame in socket:
                    message = json.loads(frame)
                    if message.get("id") == move_id:
                        return message
        raise AssertionError("closed without an answer")

    return list(await asyncio.gather(*(one(move_id) for move_id in ids)))


@pytest.fixture
def table(model, client):
    """A match in which the visitor is on the move, and their cookies."""
    client.get("/games/")
    match = begin(model, visitor=Visitor(client.session[SESSION_KEY], None, "", ""))
    let_model_move(match)
    name = settings.SESSION_COOKIE_NAME
    return match, {name: client.cookies[name].value, "csrftoken": CSRF}


def all_at_once(port: int, table, ids: list[str]) -> tuple[list[dict], list[dict]]:
    async def scene():
        doors = (
            by_posts(port, *table, ids[:NUM_OF_EACH]),
            by_sockets(port, *table, ids[NUM_OF_EACH:]),
        )
        return await asyncio.gather(*doors)

    posted, said = asyncio.run(scene())
    return posted, said


def test_fifty_copies_of_a_move_are_one_event(web, table):
    match, _cookies = table
    posted, said = all_at_once(web, table, ["m1"] * 2 * NUM_OF_EACH)
    assert {answer["seq"] for answer in posted} == {2}
    assert sum(answer["is_new"] for answer in posted) <= 1
    assert {(message["type"], message["seq"]) for message in said} == {("taken", 2)}
    assert list(match.events.values_list("seq", "kind")) == [(1, "asked"), (2, "answered")]


def test_of_fifty_moves_on_one_state_one_is_taken(web, table):
    match, _cookies = table
    posted, said = all_at_once(web, table, [f"m{number}" for number in range(2 * NUM_OF_EACH)])
    taken = [answer for answer in posted if "seq" in answer]
    taken += [message for message in said if message["type"] == "taken"]
    refused = [answer["error"]["kind"] for answer in posted if "error" in answer]
    refused += [message["kind"] for message in said if message["type"] == "refused"]
    assert (len(taken), refused) == (1, ["stale"] * 49)
    assert match.events.count() == 2
