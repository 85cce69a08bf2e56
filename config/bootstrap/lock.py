"""A lock that a process holds as long as it lives, and that says who holds it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class Locked(Exception):
    """Somebody else holds the lock; pid is theirs, "?" if they have not said yet."""

    def __init__(self, pid: str) -> None:
        super().__init__(pid)
        self.pid = pid


def take(path: Path) -> int:
    """Lock the file and write our pid into it; the descriptor. Raises Locked.

    The kernel frees the lock when the process ends, however it ends. Children do not inherit it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(str(path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid = os.pread(descriptor, 20, 0).decode().strip() or "?"
        os.close(descriptor)
        raise Locked(pid) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor
