"""The virtual environment: made once, stamped last, so that half of one is never used.

`.venv/.stamp` holds a digest of all that the environment depends on. No stamp means that an
installation was cut off: it is done again from nothing. Another stamp means that the requirements
have changed: they are installed over what is there.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from pathlib import Path

from config.bootstrap.steps import SetupError, run_logged, step

REPAIR = (
    "The packages could not be installed. Is the network there? Then run the same command again:"
    " it starts this step anew."
)
SHARED = (
    ".venv is a link. Each checkout makes its own environment, and would empty another's by it."
    " Remove the link, then run the same command again."
)


class Environment:
    """The .venv of a checkout."""

    def __init__(self, root: Path, log: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.python = str(self.folder / "bin" / "python")
        self.log = log

    def is_complete(self, with_dev: bool) -> bool:
        return self._is_stamped(".stamp", ["requirements.txt"]) and (
            not with_dev or self._is_stamped(".stamp-dev", ["requirements-dev.txt"])
        )

    def complete(self, with_dev: bool) -> None:
        """Install what is missing; nothing at all when the stamps are right."""
        if self.folder.is_symlink():
            raise SetupError(SHARED)
        if not self._is_stamped(".stamp", ["requirements.txt"]):
            self._install_runtime()
        if with_dev and not self._is_stamped(".stamp-dev", ["requirements-dev.txt"]):
            with step("Packages for tests", "about a minute"):
                self._unstamp(".stamp-dev")
                self._pip("install", "--no-deps", "-r", "requirements-dev.txt")
                self._stamp(".stamp-dev", ["requirements-dev.txt"])

    def _install_runtime(self) -> None:
        with step("Packages", "two or three minutes, once"):
            if not (self.folder / ".stamp").exists() or not self._is_of_this_python():
                self._create()
            self._unstamp(".stamp")
            # torch brings what its build for this machine needs; all else is pinned already
            self._pip("install", torch_pin(self.root), "--constraint", "requirements.txt")
            self._pip("install", "--no-deps", "-r", "requirements.txt")
            self._stamp(".stamp", ["requirements.txt"])

    def _create(self) -> None:
        command = [sys.executable, "-m", "venv", "--clear", str(self.folder)]
        run_logged(command, self.log, "The virtual environment could not be made.")

    def _is_of_this_python(self) -> bool:
        facts = (self.folder / "pyvenv.cfg").read_text()
        return f"version = {platform.python_version()}\n" in facts

    def _pip(self, *arguments: str) -> None:
        options = ["--disable-pip-version-check", "--no-input", "--progress-bar=off"]
        command = [self.python, "-m", "pip", *arguments, *options]
        run_logged(["env", "-C", str(self.root), *command], self.log, REPAIR)

    def _is_stamped(self, name: str, files: list[str]) -> bool:
        try:
            found = (self.folder / name).read_text()
        except FileNotFoundError:
            return False
        return found == stamp(self.root, files)

    def _unstamp(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    def _stamp(self, name: str, files: list[str]) -> None:
        draft = self.folder / f"{name}.draft"
        draft.write_text(stamp(self.root, files))
        os.replace(str(draft), str(self.folder / name))


def stamp(root: Path, files: list[str], python: str = "", machine: str = "") -> str:
    """SHA-256 over the requirement files, Python's version, the processor and where .venv lies."""
    digest = hashlib.sha256()
    digest.update((python or platform.python_version()).encode() + b"\0")
    digest.update((machine or platform.machine()).encode() + b"\0")
    digest.update(str(root.resolve()).encode() + b"\0")  # scripts in .venv/bin hold this path
    for name in files:
        digest.update((root / name).read_bytes() + b"\0")
    return digest.hexdigest()


def torch_pin(root: Path) -> str:
    for line in (root / "requirements.txt").read_text().splitlines():
        if line.startswith("torch=="):
            return line.strip()
    raise SetupError("requirements.txt does not pin torch.")
