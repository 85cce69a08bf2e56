"""The supervisor: every process of a table lives, until all of them are asked to end.

1. start() brings one process up and keeps it up, each in a task of its own.
2. A process that ends is started again after a back-off; one that ends too often is given up.
3. end() drains: SIGTERM, ten seconds, SIGKILL; those that the others need go last.
"""

import asyncio
import time
from collections.abc import Callable

from config.supervisor.child import Child
from config.supervisor.restarts import GiveUp, History, after_exit

DRAIN_SECONDS = 10.0


class Supervisor:
    def __init__(self, say: Callable[[str], None], drain_seconds: float = DRAIN_SECONDS) -> None:
        self._say = say
        self._drain_seconds = drain_seconds
        self._children: dict[str, Child] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._ending: set[str] = set()
        self.gave_up = asyncio.Event()  # on any process, at any time
        self.given_up: list[str] = []

    async def start(self, child: Child) -> None:
        """Start the process for the first time and keep it alive from now on."""
        name = child.spec.name
        self._children[name] = child
        started_at = time.monotonic()
        await child.start()
        self._tell(name, "started", f"{child.spec.about}, pid {child.pid}")
        self._tasks[name] = asyncio.create_task(self._keep(child, started_at), name=name)

    async def _keep(self, child: Child, started_at: float) -> None:
        name, history = child.spec.name, History()
        while True:
            status = await child.wait()
            if name in self._ending:
                return
            history, decision = after_exit(history, started_at, time.monotonic())
            if isinstance(decision, GiveUp):
                self._give_up(child, status, decision)
                return
            reason = _reason(status)
            self._tell(name, "ended", f"{reason}, again in {decision.delay_seconds:g} s")
            await asyncio.sleep(decision.delay_seconds)
            started_at = time.monotonic()
            await child.start()
            self._tell(name, "started", f"again, pid {child.pid}")

    def _give_up(self, child: Child, status: int, decision: GiveUp) -> None:
        name = child.spec.name
        lines = "\n".join(f"    {line}" for line in child.last_lines) or "    (nothing)"
        self._say(
            f"{name} ended {decision.num_exits} times within a minute, the last time because"
            f" {_reason(status)}. It is not started again.\n"
            f"Its last words:\n{lines}\n"
            f"Mend what they tell of (all of them: {child.log_path}), then start Agon again."
        )
        self.given_up.append(name)
        self.gave_up.set()

    async def end(self) -> None:
        """Drain every process; cancel this to kill them at once."""
        last = [child for child in self._children.values() if child.spec.ends_last]
        first = [child for child in self._children.values() if not child.spec.ends_last]
        for group in (first, last):
            await self._drain(group)

    def kill(self) -> None:
        """End every group now."""
        self._ending.update(self._children)
        for child in self._children.values():
            child.kill_group()

    async def _drain(self, children: list[Child]) -> None:
        names = [child.spec.name for child in children]
        self._ending.update(names)
        tasks = [self._tasks[name] for name in names]
        for child, task in zip(children, tasks, strict=True):
            child.ask_to_end()
            if child.pid is None:
                task.cancel()  # it waits for its next life
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=self._drain_seconds)
        for child in children:
            if self._tasks[child.spec.name] in late:
                self._tell(
                    child.spec.name, "killed", f"still there after {self._drain_seconds:g} s"
                )
                child.kill_group()
        await asyncio.wait(tasks)

    def _tell(self, name: str, state: str, about: str) -> None:
        self._say(f"  {name:7} {state:8} {about}")


def _reason(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"exit status {status}"
