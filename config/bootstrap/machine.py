"""What the machine must bring along, looked at before anything is written."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

from config.bootstrap.steps import SetupError

OLDEST_PYTHON = (3, 11)
FIRST_TIME_BYTES = 3_000_000_000  # packages, the model, and room to unpack both
LATER_BYTES = 200_000_000


def check_python(version: tuple[int, ...] = tuple(sys.version_info[:2])) -> None:
    if version < OLDEST_PYTHON:
        raise SetupError(
            f"This is Python {version[0]}.{version[1]}; Agon needs Python 3.11 or newer.\n"
            "On Debian 12: apt install python3 python3-venv"
        )


def check_programs() -> None:
    """A virtual environment needs ensurepip; the engine compiles its kernels with g++."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise SetupError("Python's venv module is missing. On Debian: apt install python3-venv")
    if shutil.which("g++") is None:
        raise SetupError(
            "g++ is missing; the engine compiles its kernels with it.\nOn Debian: apt install g++"
        )


def check_disk(folder: Path, needed_bytes: int) -> None:
    check_free(shutil.disk_usage(str(folder)).free, needed_bytes, folder)


def check_free(free_bytes: int, needed_bytes: int, folder: Path) -> None:
    if free_bytes < needed_bytes:
        missing = (needed_bytes - free_bytes) / 1e9
        raise SetupError(
            f"The disk that holds {folder} is too full: {needed_bytes / 1e9:.1f} GB are needed"
            f" and {free_bytes / 1e9:.1f} GB are free.\n"
            f"Free another {missing:.1f} GB, then run the same command again."
        )
