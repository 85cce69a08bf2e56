"""Real servers for tests: each is started, waited for, handed out, and ended."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

Seen = TypeVar("Seen")


def wait_until(
    condition: Callable[[], Seen],
    within_seconds: float = 20.0,
    what: str = "the condition",
    every_seconds: float = 0.02,
) -> Seen:
    """Poll until the condition gives something true, and return it; fail the test if it is late."""
    deadline = time.monotonic() + within_seconds
    while not (seen := condition()):
        if time.monotonic() > deadline:
            pytest.fail(f"{what} did not come true within {within_seconds} s")
        time.sleep(every_seconds)
    return seen


@contextmanager
def process(*command: str, **options) -> Iterator[subprocess.Popen]:
    """A child in a group of its own, ended with its whole group."""
    child = subprocess.Popen(command, start_new_session=True, **options)
    try:
        yield child
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        child.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def redis(folder: Path, *options: str) -> Iterator[str]:
    """A private redis-server; its URL. Unix socket paths are short, so the socket lies in /tmp."""
    binary = shutil.which("redis-server") or pytest.skip("redis-server is not installed")
    with tempfile.TemporaryDirectory(prefix="agon-redis-") as short:
        path = Path(short) / "redis.sock"
        command = [binary, "--port", "0", "--unixsocket", str(path), "--dir", str(folder)]
        with process(*command, "--save", "", *options, stdout=subprocess.DEVNULL):
            ping = ["redis-cli", "-s", str(path), "ping"]
            wait_until(lambda: _says(ping, "PONG"), what="redis-server")
            yield f"unix://{path}"


def _says(command: list[str], answer: str) -> bool:
    return answer in subprocess.run(command, capture_output=True, text=True).stdout


@contextmanager
def postgresql() -> Iterator[str]:
    """A private PostgreSQL cluster on a loopback port; the URL of its database."""
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    with tempfile.TemporaryDirectory(prefix="agon-postgresql-") as folder:
        data = Path(folder) / "data"
        user = _unprivileged(folder)
        quiet = {"stdout": subprocess.DEVNULL, "user": user, "cwd": folder}
        trust = ["--auth=trust", "--username=agon", "--encoding=UTF8", "--no-sync"]
        subprocess.run([programs / "initdb", "-D", data, *trust], check=True, **quiet)
        server = [str(programs / "postgres"), "-D", str(data), "-k", folder]
        port = str(free_port())
        server += ["-h", "127.0.0.1", "-p", port, "-c", "fsync=off", "-c", "logging_collector=on"]
        with process(*server, **quiet, stderr=subprocess.DEVNULL) as child:
            ready = [programs / "pg_isready", "-h", folder, "-p", port, "-U", "agon"]
            wait_until(lambda: subprocess.run(ready, capture_output=True).returncode == 0)
            create = [programs / "createdb", "-h", folder, "-p", port, "-U", "agon", "agon"]
            subprocess.run(create, check=True, **quiet)
            yield f"postgres://agon@127.0.0.1:{port}/agon"
            child.send_signal(signal.SIGQUIT)
            child.wait(10)


def postgresql_programs() -> Path | None:
    """The folder with initdb and postgres: Debian keeps it out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


def _unprivileged(folder: str) -> int | None:
    """PostgreSQL refuses root: as root, hand the folder to somebody else and be them."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody").pw_uid
    os.chown(folder, nobody, -1)
    return nobody
