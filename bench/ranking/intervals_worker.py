"""Times our intervals: one JSON task a line in, one JSON answer a line out."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np

from bench.ranking.votes import read_votes
from ranking.refit import POINTS_PER_LOG_ODDS
from ranking.stats.bradley_terry import fit_bradley_terry
from ranking.stats.comparisons import Comparisons
from ranking.stats.counts import PairCounts
from ranking.stats.intervals import sandwich_intervals
from ranking.stats.live import after_vote, preview_of
from ranking.stats.style_control import fit_style_controlled
from ranking.stats.uncertainty import uncertainty

SEED = 0
TIMES = 20  # a few milliseconds alone measure what the other side left in the caches


def intervals(counts: PairCounts, task: dict[str, Any]) -> dict[str, float]:
    """From counts of pairs to strengths and their 95 % limits: the mean of TIMES in a row."""
    started = time.perf_counter()
    for _ in range(TIMES):
        comparisons = counts.as_comparisons()
        fit = fit_bradley_terry(comparisons)
        limits = sandwich_intervals(comparisons, fit.values)
    seconds = (time.perf_counter() - started) / TIMES
    widths = (limits.highs - limits.lows) * POINTS_PER_LOG_ODDS
    return {
        "seconds": seconds,
        "mean_loss": fit.mean_loss,
        "median_width_points": float(np.median(widths)),
    }


def everything(counts: PairCounts, task: dict[str, Any]) -> dict[str, float]:
    """The same, with the ranks of all at once, tiers and limits for always."""
    started = time.perf_counter()
    comparisons = counts.as_comparisons()
    fit = fit_bradley_terry(comparisons)
    board = uncertainty(comparisons, fit.values, rng=np.random.default_rng(SEED))
    return {
        "seconds": time.perf_counter() - started,
        "mean_loss": fit.mean_loss,
        "num_tiers": int(board.tiers.max()),
    }


def preview(counts: PairCounts, task: dict[str, Any]) -> dict[str, float]:
    """One vote on the board as it stands: the mean of a hundred, each of another pair."""
    comparisons = counts.as_comparisons()
    now = preview_of(comparisons, fit_bradley_terry(comparisons).values)
    rng = np.random.default_rng(SEED)
    pairs = [rng.choice(counts.num_contestants, 2, replace=False) for _ in range(100)]
    started = time.perf_counter()
    for left, right in pairs:
        after_vote(now, int(left), int(right), 1.0)
    return {"seconds": (time.perf_counter() - started) / len(pairs)}


def style(counts: PairCounts, task: dict[str, Any]) -> dict[str, Any]:
    """From rows to strengths, coefficients and their 95 % limits."""
    data = np.load(task["file"])
    n = len(data["scores"])
    rows = Comparisons(
        int(data["num_contestants"]), data["pairs"], data["scores"], np.ones(n), np.arange(n)
    )
    started = time.perf_counter()
    fit = fit_style_controlled(rows, data["style"])
    return {
        "seconds": time.perf_counter() - started,
        "coefficients": fit.coefficients.tolist(),
    }


ANSWERS = {"intervals": intervals, "everything": everything, "preview": preview, "style": style}


def main() -> None:
    counts = read_votes().without_both_bad()
    print(json.dumps({"ready": True, "num_votes": counts.num_comparisons}), flush=True)
    for line in sys.stdin:
        task = json.loads(line)
        print(json.dumps(ANSWERS[task["what"]](counts, task)), flush=True)


if __name__ == "__main__":
    main()
