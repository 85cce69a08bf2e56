"""One life of a site: from the first process of its plan to the last.

1. Take the lock: one site a data folder. End what a killed supervisor left behind.
2. Start the early processes; meanwhile prepare what the others need.
3. Start the others; once they are ready the address is printed.
4. Wait for Ctrl-C, SIGTERM, or for a process that cannot live; then drain.
"""

import asyncio
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from config.bootstrap import lock
from config.supervisor import orphans
from config.supervisor.child import NUM_LAST_LINES, Child
from config.supervisor.processes import ProcessSpec
from config.supervisor.supervisor import DRAIN_SECONDS, Supervisor

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    data_dir: Path
    early: list[ProcessSpec]
    late: list[ProcessSpec]
    wait_until_ready: Callable[[], Awaitable[list[str]]]  # what is still missing in the end
    address: str
    prepare: tuple[str, ...] = ()  # a program that must succeed before the late ones start
    essential: frozenset[str] = field(default_factory=lambda: frozenset({"web"}))
    drain_seconds: float = DRAIN_SECONDS

    @property
    def log_dir(self) -> Path:
        return self.data_dir / "log"

    @property
    def run_dir(self) -> Path:
        return self.data_dir / "run"


def take_place(data_dir: Path, say: Say) -> None:
    """Take the lock for as long as this process lives, and clear away orphans. Raises Locked."""
    lock.take(data_dir / "run.lock", lock.RUNNING)
    for name in orphans.reap(data_dir / "run"):
        say(f"  {name:7} ended    it was left behind by a supervisor that was killed")


class Life:
    def __init__(self, plan: Plan, say: Say, started_at: float) -> None:
        self._plan = plan
        self._say = say
        self._started_at = started_at
        self._supervisor = Supervisor(say, plan.drain_seconds)
        self._interrupted = asyncio.Event()

    async def live(self) -> int:
        """Until asked to end (0) or unable to go on (1)."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._on_signal)
        going_on = asyncio.create_task(self._go_on())
        interrupted = asyncio.create_task(self._interrupted.wait())
        try:
            await asyncio.wait({going_on, interrupted}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            status = await _outcome(going_on)
            self._say("Ending; Ctrl-C again ends at once.")
            await self._supervisor.end()
            self._say("Ended.")
        return status

    def _on_signal(self) -> None:
        if self._interrupted.is_set():
            self._supervisor.kill()
        self._interrupted.set()

    async def _go_on(self) -> None:
        """Returns only when the site cannot go on."""
        for spec in self._plan.early:
            await self._start(spec)
        if not await self._prepare():
            return
        for spec in self._plan.late:
            await self._start(spec)
        if await self._become_ready():
            await self._until_an_essential_one_is_given_up()

    async def _start(self, spec: ProcessSpec) -> None:
        child = Child(spec, self._plan.run_dir, self._plan.log_dir, self._say)
        await self._supervisor.start(child)

    async def _prepare(self) -> bool:
        """What it prints may be a secret: that goes to the console only, its errors to a log."""
        if not self._plan.prepare:
            return True
        log = self._plan.log_dir / "prepare.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as errors:
            process = await asyncio.create_subprocess_exec(*self._plan.prepare, stderr=errors)
            try:
                status = await process.wait()
            except asyncio.CancelledError:
                process.terminate()
                await process.wait()
                raise
        if status != 0:
            lines = log.read_text(errors="replace").strip().splitlines()[-NUM_LAST_LINES:]
            self._say("The database could not be prepared:\n    " + "\n    ".join(lines))
            self._say(f"Mend what it tells of (all of it: {log}), then start Agon again.")
        return status == 0

    async def _become_ready(self) -> bool:
        """False when a process was given up on the way."""
        ready = asyncio.ensure_future(self._plan.wait_until_ready())
        gave_up = asyncio.create_task(self._supervisor.gave_up.wait())
        try:
            await asyncio.wait({ready, gave_up}, return_when=asyncio.FIRST_COMPLETED)
            if not ready.done():
                return False
        finally:
            ready.cancel()
            gave_up.cancel()
        seconds = time.monotonic() - self._started_at
        if missing := ready.result():
            self._say(f"Not ready after {seconds:.0f} s; still missing: {', '.join(missing)}.")
        else:
            self._say(f"\nAgon is ready after {seconds:.1f} s: {self._plan.address}\n")
        return True

    async def _until_an_essential_one_is_given_up(self) -> None:
        """Without its other processes the site can still be read."""
        while not self._plan.essential & set(self._supervisor.given_up):
            self._supervisor.gave_up.clear()
            await self._supervisor.gave_up.wait()


async def _outcome(going_on: "asyncio.Task[None]") -> int:
    """0 when it was still going on, 1 when it could not; an error of our own is raised."""
    going_on.cancel()
    await asyncio.wait({going_on})
    if going_on.cancelled():
        return 0
    going_on.result()
    return 1


def say(text: str) -> None:
    print(text, flush=True)


def complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
