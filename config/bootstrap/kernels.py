"""The engine's kernels, compiled for this machine's processor.

Without them everything still works: the engine then computes with torch, which is slower. So a
compiler that refuses does not stop the set-up.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from config.bootstrap.steps import SetupError, step

BUILD = ("-m", "inference.engine.native.build")


def ensure(root: Path, python: str, log: Path) -> None:
    """Compile what is missing; when that fails, say why in one line."""
    command = [python, *BUILD]
    if subprocess.call([*command, "--check"], cwd=str(root)) == 0:
        return
    try:
        with step("Kernels", "half a minute, once"):
            _run(command, root, log)
    except SetupError as refusal:
        print(f"  Kernels: left out, so torch computes, which is slower. {refusal}", flush=True)


def _run(command: list[str], root: Path, log: Path) -> None:
    """Run a program with its output in the log; raises SetupError with its first line."""
    done = subprocess.run(
        command, cwd=str(root), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as file:
        print(f"\n$ {' '.join(command)}\n{done.stdout}", file=file)
    if done.returncode:
        reason = (done.stdout.strip() or "The compiler broke off.").splitlines()[0]
        raise SetupError(f"{reason} All of the output: {log}")
