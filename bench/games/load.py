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

Pace = tuple[float, float]  # seconds between seeing a question and answering it, drawn evenly
NUM_MATCHES, NUM_MOVES = 200, 15
THINKING_SECONDS: dict[str, Pace] = {
    "matches-at-once": (3.0, 9.0),
    "matches-in-a-hurry": (1.5, 4.5),
}
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
    paces = {name: pace for name, pace in THINKING_SECONDS.items() if options.wants(name)}
    if not paces:
        return
    with tempfile.TemporaryDirectory() as folder, run_site(Path(folder), **SETTINGS) as site:
        site.manage("shell", "-c", ONLY_A_SCRIPT, SCRIPTED_ROUTES="1")
        num_moves = options.num_rounds(NUM_MOVES)
        many = {
            name: asyncio.run(_play_all(site, NUM_MATCHES, num_moves, pace))
            for name, pace in paces.items()
        }
        alone = asyncio.run(_play_all(site, 1, num_moves, (0.5, 1.0)))
    for name, pace in paces.items():
        _report(name, pace, many[name], alone)


def _report(name: str, pace: Pace, many: list[float], alone: list[float]) -> None:
    p95 = _percentile(many, 95)
    report(
        Result(
            name=name,
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
                "thinking_seconds": pace,
                "p50": statistics.median(many),
                "p99": _percentile(many, 99),
                "goal_ms": GOAL_MS,
            },
        )
    )


async def _play_all(site: Site, num_matches: int, num_moves: int, pace: Pace) -> list[float]:
    """Milliseconds of every move."""
    rng = random.Random(7)
    seeds = [rng.random() for _ in range(num_matches)]
    players = [_play(site, random.Random(seed), num_moves, pace) for seed in seeds]
    return [ms for found in await asyncio.gather(*players) for ms in found]


async def _play(site: Site, rng: random.Random, num_moves: int, pace: Pace) -> list[float]:
    await asyncio.sleep(rng.uniform(0, pace[1]))
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
    headers = {"Cookie": cookies}
    origin = websockets.Origin(site.url)
    async with websockets.connect(address, additional_headers=headers, origin=origin) as socket:
        return await _moves(socket, rng, num_moves, pace)


async def _moves(
    socket: websockets.ClientConnection, rng: random.Random, num_moves: int, pace: Pace
) -> list[float]:
    found: list[float] = []
    await socket.send(json.dumps({"type": "hello", "after": 0}))
    state = {"to_move": "", "seq": 0}
    while len(found) < num_moves:
        while state["to_move"] != "holder":
            message = json.loads(await socket.recv())
            state = message.get("state", state)
        await asyncio.sleep(rng.uniform(*pace))
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
