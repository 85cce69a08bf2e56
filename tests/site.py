"""The whole site as a user runs it: the supervisor with all its processes, on ports of its own."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.servers import process, wait_until

ROOT = Path(__file__).parent.parent
MODEL = Path(
    os.environ.get("MODEL_PATH", ROOT / "var" / "models" / "smollm2-135m-instruct-q4_1.gguf")
)


@dataclass(frozen=True, slots=True)
class Site:
    url: str
    data_dir: Path

    def pid(self, name: str) -> int:
        """Of the process that the supervisor runs under this name."""
        return int(json.loads((self.data_dir / "run" / f"{name}.pid").read_text())["pid"])

    def kill(self, name: str) -> None:
        os.kill(self.pid(name), signal.SIGKILL)

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=10, trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Read the site's own database, from outside."""
        path = f"file:{self.data_dir / 'agon.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(path, uri=True, timeout=30)) as database:
            return database.execute(sql, values).fetchall()

    def manage(self, *words: str, **environment: str) -> str:
        """A management command against this site's data."""
        run = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=os.environ | {"AGON_DATA": str(self.data_dir)} | environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return run.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def run_site(data_dir: Path, **environment: str) -> Iterator[Site]:
    """Start, wait until it is ready, hand out, end. environment: settings of this site."""
    assert MODEL.exists(), f"the model is missing: run `make run` once, or put it at {MODEL}"
    port = str(free_port())
    settings = {
        "AGON_DATA": str(data_dir),
        "MODEL_PATH": str(MODEL),
        "PORT": port,
        "ENGINE_PORT": str(free_port()),
        **environment,
    }
    site = Site(f"http://127.0.0.1:{port}", data_dir)
    log = (data_dir / "site.log").open("w")
    command = (sys.executable, "-m", "config.supervisor")
    inherited = {k: v for k, v in os.environ.items() if k not in ("CI", "DJANGO_SETTINGS_MODULE")}
    options = {"cwd": ROOT, "env": inherited | settings, "stdout": log, "stderr": log}
    with log, process(*command, **options) as supervisor:
        wait_until(
            lambda: supervisor.poll() is not None or site.is_ready(), 120, "the site to be ready"
        )
        assert supervisor.poll() is None, (data_dir / "site.log").read_text()
        yield site
        supervisor.send_signal(signal.SIGTERM)
        supervisor.wait(30)
