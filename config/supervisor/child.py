"""One process: started in a group of its own, its words kept in a log, its end waited for."""

import asyncio
import ctypes
import logging
import os
import re
import signal
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from config.supervisor import orphans
from config.supervisor.processes import ProcessSpec

NUM_LAST_LINES = 12
LOG_BYTES = 5_000_000
NUM_OLD_LOGS = 3
LINE_BYTES = 65_536
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


class Child:
    """A process of the table; it may live many times."""

    def __init__(
        self, spec: ProcessSpec, run_folder: Path, log_folder: Path, say: Callable[[str], None]
    ) -> None:
        self.spec = spec
        self.last_lines: deque[str] = deque(maxlen=NUM_LAST_LINES)
        self._pidfile = run_folder / f"{spec.name}.pid"
        self.log_path = log_folder / f"{spec.name}.log"
        self._log = _log_file(self.log_path)
        self._loud = re.compile(spec.loud)
        self._say = say
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def start(self) -> None:
        supervisor = os.getpid()
        self._process = await asyncio.create_subprocess_exec(
            *self.spec.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=LINE_BYTES,
            start_new_session=True,
            preexec_fn=lambda: _become_child(supervisor, self.spec.niceness),
        )
        orphans.write_pidfile(self._pidfile, self._process.pid)

    async def wait(self) -> int:
        """Keep its log until it ends, then end whatever it left in its group; its exit status."""
        assert self._process is not None
        reading = asyncio.create_task(self._read_lines())
        status = await self._process.wait()
        self.kill_group()
        with suppress(TimeoutError):  # somebody outside the group may hold the pipe open
            await asyncio.wait_for(reading, 1)
        self._pidfile.unlink(missing_ok=True)
        self._process = None
        return status

    def ask_to_end(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)

    def kill_group(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def _read_lines(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        while True:
            try:
                raw = await self._process.stdout.readline()
            except ValueError:  # a line beyond LINE_BYTES: the reader has thrown it away
                continue
            if not raw:
                return
            self._keep(raw.decode(errors="replace").rstrip())

    def _keep(self, line: str) -> None:
        self.last_lines.append(line)
        self._log.emit(logging.makeLogRecord({"msg": line}))
        if self._loud.search(line):
            self._say(f"{self.spec.name:7} | {line}")


def _become_child(supervisor: int, niceness: int) -> None:
    """In the child, before it becomes its program: never outlive the supervisor."""
    os.nice(niceness)
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != supervisor:  # it died before prctl was heard
        os._exit(1)


def _log_file(path: Path) -> RotatingFileHandler:
    path.parent.mkdir(parents=True, exist_ok=True)
    return RotatingFileHandler(
        path, maxBytes=LOG_BYTES, backupCount=NUM_OLD_LOGS, encoding="utf-8", delay=True
    )
