"""python -m bench [WORD ...]: run benchmarks.

A word that names a benchmark chooses it; any other word chooses the lines whose names contain it.
So `engine decode-128` measures decoding at a context of 128, against every peer.
"""

from __future__ import annotations

import argparse
import importlib
import sys

from bench.options import Options

BENCHMARKS = {  # name -> module with main(options)
    "engine": "bench.engine.run",
    "ranking": "bench.ranking.run",
    "games": "bench.games.run",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("words", nargs="*", metavar="WORD", help="a benchmark, or part of a line")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, rougher figures")
    parser.add_argument("--variant", help="of the engine's model; the first one unless given")
    arguments = parser.parse_args()
    chosen = [name for name in BENCHMARKS if name in arguments.words] or list(BENCHMARKS)
    parts = tuple(word for word in arguments.words if word not in BENCHMARKS)
    options = Options(parts, arguments.quick, arguments.variant)
    for name in chosen:
        importlib.import_module(BENCHMARKS[name]).main(options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
