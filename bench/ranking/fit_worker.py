"""Times our fits: one JSON task a line in, one JSON answer a line out.

A task names leaderbot's family by outcomes, k_cov and k_tie; ties "own" are ours instead.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from bench.ranking.votes import read_votes
from ranking.stats.counts import PairCounts
from ranking.stats.families import Family, OrderedTies, OwnTies, ScalarTies, fit


def family_of(task: dict[str, Any]) -> Family:
    if task.get("ties") == "own":
        return Family(task["outcomes"], OwnTies(task["k_tie"]), task["k_cov"])
    ties = OrderedTies(task["k_tie"]) if task["k_tie"] else ScalarTies()
    return Family(task["outcomes"], ties, task["k_cov"])


def answer(counts: PairCounts, task: dict[str, Any]) -> dict[str, Any]:
    """From counts of pairs to a fitted model, its checks included."""
    family = family_of(task)
    started = time.perf_counter()
    fitted = fit(counts, family)
    return {
        "seconds": time.perf_counter() - started,
        "mean_loss": fitted.mean_loss,
        "num_parameters": fitted.num_parameters,
        "converged": fitted.converged,
    }


def main() -> None:
    counts = read_votes().without_both_bad()
    print(json.dumps({"ready": True, "num_votes": counts.num_comparisons}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(counts, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
