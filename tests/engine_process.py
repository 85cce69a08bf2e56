"""Starts a real engine process for tests, and finds the model that it serves."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

ROOT = Path(__file__).parent.parent
DEFAULT_MODEL_PATH = ROOT / "var" / "models" / "smollm2-135m-instruct-q4_1.gguf"
START_SECONDS = 60


class EngineDidNotStart(AssertionError):
    """Carries what the process said."""


def model_path() -> Path:
    """From MODEL_PATH, else where the project keeps it; fails when it is missing."""
    path = Path(os.environ.get("MODEL_PATH") or DEFAULT_MODEL_PATH)
    assert path.is_file(), f"The tests need the model at {path}: fetch it, or set MODEL_PATH."
    return path


@contextmanager
def run_engine(model_path: Path, key: str, port: int = 0, *options: str) -> Iterator[str]:
    """The address of an engine that is ready; it ends with the block. Port 0 takes a free one."""
    key_reader, key_writer = os.pipe()
    os.write(key_writer, key.encode())
    os.close(key_writer)
    command = [
        *(sys.executable, "-m", "inference.engine", "--model", str(model_path)),
        *("--port", str(port), "--api-key-file", f"/dev/fd/{key_reader}", *options),
    ]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        pass_fds=[key_reader],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    os.close(key_reader)
    try:
        yield _address(process)
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()


def _address(process: subprocess.Popen[str]) -> str:
    lines: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_read_lines, args=(process, lines), daemon=True).start()
    said = ""
    while True:
        try:
            line = lines.get(timeout=START_SECONDS)
        except Empty:
            raise EngineDidNotStart(f"Not ready after {START_SECONDS} s: {said}") from None
        if not line:
            raise EngineDidNotStart(said)
        said += line
        if "serving on " in line:
            return line.split("serving on ")[1].strip()


def _read_lines(process: subprocess.Popen[str], lines: SimpleQueue[str]) -> None:
    try:
        for line in process.stdout:
            lines.put(line)
    except ValueError:  # closed while reading: the engine is being taken down
        pass
    lines.put("")
