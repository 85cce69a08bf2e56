"""python -m inference.engine.native.build: compile the kernels for this machine.

With --check: say by the exit status whether there is nothing to compile, and compile nothing.
Needs g++ 10 or newer. The library's name holds a digest of its sources and options, so that a
changed kernel is never mixed up with an old library. Built in a draft, then renamed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from inference.engine.native.levels import Level, levels_of_this_machine

SOURCES = Path(__file__).parent / "src"
DOOR = SOURCES / "door.cpp"
FOLDER = Path(__file__).parents[3] / "var" / "native"
OPTIONS = (
    *("-std=c++20", "-O3", "-march=x86-64-v3", "-fno-math-errno", "-ffp-contract=off"),
    *("-fno-semantic-interposition", "-shared", "-fPIC", "-pthread"),
    *("-Wall", "-Wextra", "-Wno-maybe-uninitialized", "-Wno-ignored-attributes", "-Wno-psabi"),
)


class CannotBuild(Exception):
    """There is no compiler, or it refuses; the text says what to do."""


def library_path(level: Level, folder: Path = FOLDER) -> Path:
    digest = hashlib.sha256(" ".join((*OPTIONS, *level.options)).encode())
    for source in sorted(SOURCES.iterdir()):
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return folder / f"{level.name}-{digest.hexdigest()[:16]}.so"


def build(level: Level, folder: Path = FOLDER) -> Path:
    """The level's library, compiled unless it is there already; raises CannotBuild."""
    path = library_path(level, folder)
    if path.exists():
        return path
    compiler = shutil.which("g++")
    if compiler is None:
        raise CannotBuild("There is no g++. Install it (Debian: apt-get install g++).")
    try:
        _compile(compiler, level, path)
        _forget_others(path, level)
    except OSError as error:
        raise CannotBuild(f"The folder {folder} cannot be used: {error}.") from error
    return path


def _compile(compiler: str, level: Level, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        draft = Path(scratch) / path.name
        command = [compiler, *OPTIONS, *level.options, str(DOOR), "-o", str(draft)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise CannotBuild(f"g++ refuses the kernels: {done.stderr.strip()[-2000:]}")
        os.replace(draft, path)


def _forget_others(path: Path, level: Level) -> None:
    """Libraries of older sources; a process that runs one keeps it."""
    for other in path.parent.glob(f"{level.name}-*.so"):
        if other != path:
            other.unlink(missing_ok=True)


def main(arguments: Sequence[str], folder: Path = FOLDER) -> int:
    levels = levels_of_this_machine()
    if "--check" in arguments:
        return 1 if levels and not library_path(levels[0], folder).exists() else 0
    if not levels:
        print("This processor has no AVX2: the engine will use torch alone, and be slower.")
        return 0
    try:
        build(levels[0], folder)
    except CannotBuild as error:
        print(f"The kernels cannot be compiled. {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
