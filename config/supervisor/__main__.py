"""python -m config.supervisor: start Agon here, keep it alive, end it on Ctrl-C.

1. Take the lock: one Agon a data folder. Choose ports. End what a killed supervisor left behind.
2. Start redis and the engine; meanwhile prepare the database.
3. Start web, worker and beat; once /readyz answers 200 the address is printed.
4. Wait for Ctrl-C, SIGTERM, or for a process that cannot live; then drain.
"""

import asyncio
import os
import resource
import signal
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from config.bootstrap import lock
from config.env import env_int, env_str
from config.redis_socket import UnsafeFolder, make_private_folder
from config.supervisor import orphans, ports, processes
from config.supervisor.child import Child
from config.supervisor.readiness import wait_until_ready
from config.supervisor.supervisor import Supervisor

READY_WITHIN_SECONDS = 120.0
NEEDED_BEFORE_READY = ("redis", "engine")


class CannotStart(Exception):
    """Agon cannot start here; the message says what to do about it."""


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["PYTHONUNBUFFERED"] = "1"  # the last words of a process must not be lost
    started_at = time.monotonic()
    try:
        _choose_ports()
        _take_lock(settings.DATA_DIR)
        _make_ready(settings.DATA_DIR)
    except (CannotStart, ports.PortBusy, UnsafeFolder) as error:
        print(f"Agon cannot start. {error}", file=sys.stderr)
        return 1
    return asyncio.run(_Run(started_at).until_ended())


def _choose_ports() -> None:
    """Before settings are read: children read the same environment."""
    host = env_str("HOST", "127.0.0.1")
    ports.choose(host, env_int("PORT", 8000), "PORT", is_explicit=True)
    if "ENGINE_URL" not in os.environ:
        is_explicit = "ENGINE_PORT" in os.environ
        wanted = env_int("ENGINE_PORT", 8100)
        chosen = ports.choose("127.0.0.1", wanted, "ENGINE_PORT", is_explicit)
        os.environ["ENGINE_PORT"] = str(chosen)


def _take_lock(data_dir: Path) -> None:
    try:
        lock.take(data_dir / "run.lock")
    except lock.Locked as taken:
        raise CannotStart(
            f"It is already running here (process {taken.pid}).\n"
            "End that one with Ctrl-C, or give this one a data folder and a port of its own:"
            " AGON_DATA=/path PORT=8001 make run"
        ) from None


def _make_ready(data_dir: Path) -> None:
    for name in orphans.reap(data_dir / "run"):
        print(f"  {name:7} ended    it was left behind by an Agon that was killed")
    if processes.is_redis_embedded(settings):
        make_private_folder(data_dir / "redis")
        make_private_folder(settings.REDIS_SOCKET.parent)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)  # each open stream is a file
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


class _Run:
    """One life of Agon, from the first process to the last."""

    def __init__(self, started_at: float) -> None:
        self._started_at = started_at
        self._supervisor = Supervisor(_say)
        self._interrupts = 0
        self._interrupted = asyncio.Event()

    async def until_ended(self) -> int:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._on_signal)
        life = asyncio.create_task(self._live())
        stop = asyncio.create_task(self._interrupted.wait())
        await asyncio.wait({life, stop}, return_when=asyncio.FIRST_COMPLETED)
        life.cancel()
        _say("Ending: what runs is given ten seconds. Ctrl-C again ends at once.")
        await self._supervisor.end()
        _say("Ended.")
        if life.done() and not life.cancelled():
            return life.result()
        return 0

    def _on_signal(self) -> None:
        self._interrupts += 1
        self._interrupted.set()
        if self._interrupts > 1:
            self._supervisor.kill()

    async def _live(self) -> int:
        """Returns only when Agon cannot go on: the exit status."""
        data_dir = settings.DATA_DIR
        children = [
            Child(spec, data_dir / "run", data_dir / "log", _say)
            for spec in processes.table(settings)
        ]
        early = [child for child in children if child.spec.name in NEEDED_BEFORE_READY]
        for child in early:
            await self._supervisor.start(child)
        if not await _prepare(data_dir / "log" / "prepare.log"):
            return 1
        for child in children:
            if child not in early:
                await self._supervisor.start(child)
        if not await self._become_ready():
            return 1
        await self._until_web_is_given_up()
        return 1

    async def _become_ready(self) -> bool:
        host_name = (urlsplit(settings.SITE_URL).netloc) or "localhost"
        ready = asyncio.create_task(
            wait_until_ready(settings.PORT, host_name, READY_WITHIN_SECONDS)
        )
        gave_up = asyncio.create_task(self._supervisor.gave_up.wait())
        await asyncio.wait({ready, gave_up}, return_when=asyncio.FIRST_COMPLETED)
        gave_up.cancel()
        if not ready.done():
            ready.cancel()
            return False
        seconds = time.monotonic() - self._started_at
        missing = ready.result()
        if missing:
            _say(f"Not ready after {seconds:.0f} s; still missing: {', '.join(missing)}.")
        else:
            _say(f"\nAgon is ready after {seconds:.1f} s: {settings.SITE_URL}/\n")
        return True

    async def _until_web_is_given_up(self) -> None:
        """Without its other processes Agon can still be read; without web it is nothing."""
        while "web" not in self._supervisor.given_up:
            self._supervisor.gave_up.clear()
            await self._supervisor.gave_up.wait()


async def _prepare(log: Path) -> bool:
    """Bring the database up to date. What it prints may be secret: it goes to the console only."""
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "manage.py", "prepare", stderr=errors
        )
        try:
            status = await process.wait()
        except asyncio.CancelledError:
            process.terminate()
            raise
    if status != 0:
        lines = log.read_text(errors="replace").strip().splitlines()[-12:]
        _say("The database could not be prepared:\n    " + "\n    ".join(lines))
        _say(f"Mend what it tells of (all of it: {log}), then start Agon again.")
    return status == 0


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
