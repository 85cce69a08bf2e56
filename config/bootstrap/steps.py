"""One step of the set-up: its name, how long it took, and how to repair it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

NUM_LAST_LINES = 12


class SetupError(Exception):
    """The set-up cannot go on; the message says what to do about it."""


@contextmanager
def step(name: str, expect: str = "") -> Iterator[None]:
    """Print the step's name, then how long it took."""
    print(f"  {name}{f' ({expect})' if expect else ''} ...", flush=True)
    start = time.monotonic()
    yield
    print(f"  {name}: done in {time.monotonic() - start:.0f} s", flush=True)


def run_logged(
    command: Sequence[str], log: Path, repair: str, env: Mapping[str, str] | None = None
) -> None:
    """Run a program with its output in a log file; raises SetupError with its last lines."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as file:
        print(f"\n$ {' '.join(command)}", file=file, flush=True)
        status = subprocess.call(
            command, stdout=file, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=env
        )
    if status != 0:
        raise SetupError(f"{last_lines(log)}\n{repair}\nAll of the output: {log}")


def last_lines(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()[-NUM_LAST_LINES:]
    return "\n".join(f"    {line}" for line in lines)


def refuse(error: Exception) -> int:
    """Print why the set-up stopped; the exit status."""
    print(f"\nAgon could not be set up.\n{error}", file=sys.stderr, flush=True)
    return 1
