"""python -m bench.peers: set up the programs that benchmarks compare us with, under var/peers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PEERS = ROOT / "var" / "peers"
PACKAGES = {"transformers": ["torch==2.13.0", "transformers==5.19.0", "accelerate==1.15.0"]}


class PeerMissing(Exception):
    """Says how to set the peer up."""


def python_of(peer: str) -> Path:
    """The peer's own interpreter; raises PeerMissing."""
    python = PEERS / peer / "bin" / "python"
    if not python.exists():
        raise PeerMissing(f"{peer} is not set up. Run: python -m bench.peers (takes minutes)")
    return python


def set_up(peer: str) -> None:
    """A virtual environment of its own, so that the project's stays small."""
    home = PEERS / peer
    subprocess.run([sys.executable, "-m", "venv", home], check=True)
    subprocess.run([home / "bin" / "pip", "install", "-q", *PACKAGES[peer]], check=True)


if __name__ == "__main__":
    for name in PACKAGES:
        set_up(name)
