"""Everything that is measured of the games, in order; one JSON line each."""

from __future__ import annotations

from bench.games import idle_time, load, valid_turns
from bench.options import Options

PARTS = (load, valid_turns, idle_time)


def main(options: Options) -> None:
    for part in PARTS:
        part.main(options)
