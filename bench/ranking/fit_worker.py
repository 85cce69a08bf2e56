"""Times our fits: one JSON task a line in, one JSON answer a line out."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from bench.ranking.votes import read_votes
from ranking.stats.bradley_terry import fit_bradley_terry
from ranking.stats.counts import PairCounts


def fit(counts: PairCounts, task: dict[str, Any]) -> dict[str, float]:
    """From counts of pairs to a fitted model."""
    started = time.perf_counter()
    strengths = fit_bradley_terry(counts.as_comparisons())
    return {
        "seconds": time.perf_counter() - started,
        "mean_loss": strengths.mean_loss,
        "num_parameters": counts.num_contestants,
    }


def main() -> None:
    counts = read_votes().without_both_bad()
    print(json.dumps({"ready": True, "num_votes": counts.num_comparisons}), flush=True)
    for line in sys.stdin:
        print(json.dumps(fit(counts, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
