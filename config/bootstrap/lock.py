"""A lock that a process holds as long as it lives, and that says who holds it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

RUNNING = (
    "Agon is already running here (process {pid}).\n"
    "End that one with Ctrl-C, or give this one a data folder and a port of its own:"
    " AGON_DATA=/path PORT=8001 make run"
)
BEING_SET_UP = (
    "Agon is already being set up here (process {pid}).\n"
    "Wait until that is done, then run the same command again."
)


class Locked(Exception):
    """Somebody else holds the lock; the message says who, and what to do."""


def take(path: Path, refusal: str) -> int:
    """Lock the file and write our pid into it; the descriptor. Raises Locked with the refusal.

    The kernel frees the lock when the process ends, however it ends. Children do not inherit it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(str(path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid = os.pread(descriptor, 20, 0).decode().strip() or "?"
        os.close(descriptor)
        raise Locked(refusal.format(pid=pid)) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor
