"""What else happens on the machine, and how much memory a process tree holds."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil

SAMPLE_SECONDS = 0.05


class OthersWatch:
    """The share of the machine that other processes used since it began."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._busy, self._own = _busy_seconds(), _own_seconds()

    def share(self) -> float:
        """0 to 1."""
        others = _busy_seconds() - self._busy - (_own_seconds() - self._own)
        capacity = (time.perf_counter() - self._started) * (psutil.cpu_count() or 1)
        return min(1.0, max(0.0, others / capacity))


class PeakMemory:
    """The most memory that a process and its children held together, sampled while it is open."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.num_bytes = 0

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _sample(self) -> None:
        while True:
            self.num_bytes = max(self.num_bytes, resident_bytes(self._pid))
            if self._ended.wait(SAMPLE_SECONDS):
                return


def resident_bytes(pid: int) -> int:
    """VmRSS of a process and all its children."""
    total = 0
    for process in _tree(pid):
        with suppress(psutil.NoSuchProcess):
            total += process.memory_info().rss
    return total


@contextmanager
def busy_core() -> Iterator[None]:
    """Another process computes all the time, on whichever core it is given."""
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _tree(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _own_seconds() -> float:
    """Of this process and its children, those included that have ended."""
    ended = psutil.Process().cpu_times()
    total = ended.children_user + ended.children_system
    for process in _tree(psutil.Process().pid):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    return total


def _busy_seconds() -> float:
    times = psutil.cpu_times()
    return times.user + times.nice + times.system + times.irq + times.softirq
