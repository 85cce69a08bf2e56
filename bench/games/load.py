"""200 scripted matches at once on the whole site: how long until a move is acknowledged?

Each player holds a word, watches by the socket, thinks for some seconds and answers. The model is a
script: what is measured is the server, from the frame that leaves to the frame that says `taken`.
The peer is the same site with one match: what a move costs where nobody else plays.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import websockets

from bench.options import Options
from bench.report import Label, Result, report
from tests.site import Site, run_site

NAME = "matches-at-once"
NUM_MATCHES, NUM_MOVES = 200, 15
THINKING_SECONDS = (1.5, 4.5)
GOAL_MS = 150.0
SETTINGS = {"SCRIPTED_ROUTES": "1", "MATCHES_PER_HOUR": "1000000", "RUNNING_MATCHES": "1000000"}
ONLY_A_SCRIPT = """
LOOKS = "big small old new red green round flat soft hard".split()
THINGS = "tool toy plant bird fish food drink game house chair boat car tree stone shoe".split()
TEXTS = ['{"question": "Is it a %s %s?"}' % (a, b) for a in LOOKS for b in THINGS]
from inference.models import Route
from ranking.models import Contestant
Contestant.objects.update(active=False)
Route.objects.create(contestant_slug="script", backend="scripted",
    options={"texts": TEXTS, "chunk_size": 40})
Contestant.objects.create(slug="script", name="Script")
"""


def main(options: Options) -> None:
    if not options.wants(NAME):
        return
    with tempfile.TemporaryDirectory() as folder, run_site(Path(folder), **SETTINGS) as site:
        site.manage("shell", "-c", ONLY_A_SCRIPT, SCRIPTED_ROUTES="1")
        alone = asyncio.run(_play_all(site, 1, options.num_rounds(NUM_MOVES)))
        many = asyncio.run(_play_all(site, NUM_MATCHES, options.num_rounds(NUM_MOVES)))
    p95 = _percentile(many, 95)
    report(
        Result(
            name=NAME,
            value=p95,
            unit="ms until acknowledged, 95 % of moves",
            peer="one match alone",
            peer_value=_percentile(alone, 95),
            ratio=GOAL_MS / p95,
            goal=1.0,
            label=Label.REAL_CPU,
            conditions={
                "matches": NUM_MATCHES,
                "moves": len(many),
                "thinking_seconds": THINKING_SECONDS,
                "p50": statistics.median(many),
                "p99": _percentile(many, 99),
                "goal_ms": GOAL_MS,
            },
        )
    )


async def _play_all(site: Site, num_matches: int, num_moves: int) -> list[float]:
    """Milliseconds of every move."""
    rng = random.Random(7)
    players = [_play(site, random.Random(rng.random()), num_moves) for _ in range(num_matches)]
    return [ms for found in await asyncio.gather(*players) for ms in found]


async def _play(site: Site, rng: random.Random, num_moves: int) -> list[float]:
    await asyncio.sleep(rng.uniform(0, THINKING_SECONDS[1]))
    once = httpx.Limits(max_keepalive_connections=0)  # a busy site closes what waits
    async with httpx.AsyncClient(
        base_url=site.url, timeout=60, trust_env=False, limits=once
    ) as client:
        await client.get("/games/")
        headers = {"X-CSRFToken": client.cookies["csrftoken"], "Referer": site.url}
        started = await client.post("/games/akinator/own-word/", headers=headers)
        place = started.headers["location"].rstrip("/").split("/")[-1]
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    address = f"ws://{urlsplit(site.url).netloc}/games/matches/{place}/socket"
    return await _moves(address, cookies, site.url, rng, num_moves)


async def _moves(
    address: str, cookies: str, origin: str, rng: random.Random, num_moves: int
) -> list[float]:
    found: list[float] = []
    async with websockets.connect(
        address, additional_headers={"Cookie": cookies}, origin=websockets.Origin(origin)
    ) as socket:
        await socket.send(json.dumps({"type": "hello", "after": 0}))
        state = {"to_move": "", "seq": 0}
        while len(found) < num_moves:
            while state["to_move"] != "holder":
                message = json.loads(await socket.recv())
                state = message.get("state", state)
            await asyncio.sleep(rng.uniform(*THINKING_SECONDS))
            move = {"word": "kite"} if state["seq"] == 0 else {"answer": "no"}
            wish = {"type": "move", "id": str(len(found)), "base": state["seq"], "move": move}
            begun = time.perf_counter()
            await socket.send(json.dumps(wish))
            while (message := json.loads(await socket.recv()))["type"] != "taken":
                assert message["type"] in ("grown", "presence"), message
            found.append(1000 * (time.perf_counter() - begun))
            state = {"to_move": "", "seq": 0}
    return found


def _percentile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1] if len(values) > 1 else values[0]
