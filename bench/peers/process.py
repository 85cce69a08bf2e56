"""A worker: a process that answers tasks, one JSON line in, one JSON line out."""

from __future__ import annotations

import json
import subprocess
from contextlib import suppress
from typing import Any, Self

from bench.peers.set_up import ROOT

LOG = ROOT / "var" / "log" / "bench.log"  # what workers say besides
LONGEST_GOODBYE_SECONDS = 30

Answer = dict[str, Any]


class WorkerEnded(Exception):
    """The process ended without an answer."""


class Worker:
    """Starts the command and waits until it is ready; `about` is what it says of itself.

    Raises WorkerEnded where it never is.
    """

    def __init__(self, command: tuple[str, ...]) -> None:
        LOG.parent.mkdir(parents=True, exist_ok=True)
        with LOG.open("a") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        try:
            self.about = self._read()
        except WorkerEnded:
            self.close()
            raise

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, task: dict[str, Any]) -> Answer:
        """Raises WorkerEnded."""
        with suppress(BrokenPipeError):  # then there is no answer either
            self._process.stdin.write(json.dumps(task) + "\n")
            self._process.stdin.flush()
        return self._read()

    def close(self) -> None:
        """The end of its input ends a worker; one that does not mind is killed."""
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(timeout=LONGEST_GOODBYE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _read(self) -> Answer:
        """The next line that is an answer: some libraries write there too."""
        for line in self._process.stdout:
            if line.startswith("{"):
                return json.loads(line)
        name = " ".join(map(str, self._process.args))
        raise WorkerEnded(f"{name} ended without an answer; {LOG} says why.")
