"""Times us from vote rows in a file to strengths with intervals; one JSON task a line.

A task names the file, and how many threads may count.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from ranking.counting import count_votes
from ranking.stats.bradley_terry import fit_bradley_terry
from ranking.stats.intervals import sandwich_intervals


def answer(task: dict[str, Any]) -> dict[str, Any]:
    """The file is read each time: nothing is kept between two tasks."""
    started, cpu = time.perf_counter(), time.process_time()
    counted = count_votes(Path(task["file"]), threads=task["threads"])
    rows = counted.counts.as_comparisons()
    strengths = fit_bradley_terry(rows)
    intervals = sandwich_intervals(rows, strengths.values)
    widths = (intervals.highs - intervals.lows) * 400 / np.log(10)
    return {
        "seconds": time.perf_counter() - started,
        "cpu_seconds": time.process_time() - cpu,
        "num_rows": counted.num_rows,
        "mean_loss": strengths.mean_loss,
        "median_width_points": float(np.median(widths)),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
