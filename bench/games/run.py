"""Everything that is measured of the games, in order; one JSON line each."""

from __future__ import annotations

from bench.games import load, valid_turns
from bench.options import Options

PARTS = (load, valid_turns)


def main(options: Options) -> None:
    for part in PARTS:
        part.main(options)
