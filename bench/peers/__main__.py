"""python -m bench.peers [NAME ...]: set up the programs that benchmarks compare us with."""

from __future__ import annotations

import argparse
import subprocess
import sys

from bench.peers.set_up import RECIPES, is_complete, set_up


def main() -> int:
    """1 if any could not be set up; the others are there then."""
    parser = argparse.ArgumentParser(prog="bench.peers", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(RECIPES))
    names = parser.parse_args().names or list(RECIPES)
    unknown = [name for name in names if name not in RECIPES]
    if unknown:
        parser.error(f"no peer {unknown[0]}; there are {', '.join(RECIPES)}")
    status = 0
    for name in names:
        if is_complete(RECIPES[name]):
            print(f"{name} is set up.")
            continue
        print(f"{name}: about {RECIPES[name].minutes} minutes ...", flush=True)
        try:
            set_up(name)
        except subprocess.CalledProcessError as error:
            print(f"{name} could not be set up: {error}", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
