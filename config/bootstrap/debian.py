"""Debian packages that only tests need: a browser, and the servers of production."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from config.bootstrap.steps import run_logged, step

PACKAGES = {  # package -> what tests do with it
    "chromium": "tests in a browser",
    "fonts-dejavu-core": "screenshots with letters",
    "redis-server": "tests against Redis",
    "postgresql": "tests against PostgreSQL",
}
REPAIR = "Install them by hand, then run the same command again: apt install "


def missing(is_installed: Callable[[str], bool]) -> list[str]:
    return [name for name in PACKAGES if not is_installed(name)]


def is_installed(name: str) -> bool:
    try:
        query = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", name]
        found = subprocess.run(query, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except FileNotFoundError:  # not a Debian
        return False
    return found.stdout == b"installed"


def ensure(log: Path) -> None:
    """As root, install what is missing; otherwise say what will be left out."""
    wanted = missing(is_installed)
    if not wanted:
        return
    if os.geteuid() != 0:
        print(left_out(wanted))
        return
    # Run level 1: the packages' own services are not started, tests start servers of their own.
    env: dict[str, str] = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    with step(f"Debian packages: {', '.join(wanted)}", "a minute"):
        repair = REPAIR + " ".join(wanted)
        run_logged(["apt-get", "update"], log, repair, env)
        install = ["apt-get", "install", "--yes", "--no-install-recommends", *wanted]
        run_logged(install, log, repair, env)


def left_out(wanted: list[str]) -> str:
    lines = [f"    {name}: {PACKAGES[name]}" for name in wanted]
    names = " ".join(wanted)
    return "\n".join(
        [
            "  Left out, because only root may install packages:",
            *lines,
            f"  To have them: sudo apt install {names}",
        ]
    )
