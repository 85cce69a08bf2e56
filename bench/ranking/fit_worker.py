"""Times our fits: one JSON task a line in, one JSON answer a line out.

A task names a family as leaderbot does, by outcomes, k_cov and k_tie; with "own" the ties are ours.
Bradley-Terry with "plain" goes through the door that boards use, which starts from comparisons.
"penalties" may be a list to choose from, by folds within what is seen. With "num_folds" the answer
also has the mean loss of the comparisons that are held out in each.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np

from bench.ranking.votes import read_votes
from ranking.stats.bradley_terry import fit_bradley_terry
from ranking.stats.counts import PairCounts
from ranking.stats.families import Family, OrderedTies, OwnTies, Penalties, ScalarTies, fit
from ranking.stats.held_out import Candidate, best_candidate, folds_by_vote, held_out_losses

TOLERANCE = 1e-9  # of the mean loss: three digits finer than any difference that is reported
SEED, NUM_INNER_FOLDS = 0, 3


def candidates_of(task: dict[str, Any]) -> list[Candidate]:
    if task.get("own"):
        ties: ScalarTies | OwnTies | OrderedTies = OwnTies(task["k_tie"])
    else:
        ties = OrderedTies(task["k_tie"]) if task["k_tie"] else ScalarTies()
    family = Family(task["outcomes"], ties, task["k_cov"])
    return [Candidate(family, Penalties(**each)) for each in task.get("penalties", [{}])]


def answer(counts: PairCounts, task: dict[str, Any]) -> dict[str, Any]:
    """From counts of pairs to a fitted model, its checks included."""
    if task.get("plain"):
        return _plain(counts)
    candidates = candidates_of(task)
    chosen = _chosen(counts, candidates)
    started = time.perf_counter()
    fitted = fit(counts, chosen.family, penalties=chosen.penalties, tolerance=TOLERANCE)
    return {
        "seconds": time.perf_counter() - started,
        "mean_loss": fitted.mean_loss,
        "num_parameters": fitted.num_parameters,
        "aic": round(fitted.aic),
        "bic": round(fitted.bic),
        "converged": fitted.converged,
        "held_out": held_out(counts, candidates, task.get("num_folds", 0)),
    }


def _plain(counts: PairCounts) -> dict[str, Any]:
    started = time.perf_counter()
    strengths = fit_bradley_terry(counts.as_comparisons())
    return {
        "seconds": time.perf_counter() - started,
        "mean_loss": strengths.mean_loss,
        "num_parameters": counts.num_contestants,
    }


def held_out(counts: PairCounts, candidates: list[Candidate], num_folds: int) -> list[float]:
    """[num_folds] What is held out has no say in which candidate is chosen."""
    if not num_folds:
        return []
    splits = folds_by_vote(counts, num_folds, np.random.default_rng(SEED))
    losses = [
        held_out_losses(_chosen(split.seen, candidates), [split], tolerance=TOLERANCE)
        for split in splits
    ]
    return [float(loss[0]) for loss in losses]


def _chosen(counts: PairCounts, candidates: list[Candidate]) -> Candidate:
    if len(candidates) == 1:
        return candidates[0]
    rng = np.random.default_rng(SEED + 1)
    return best_candidate(counts, candidates, NUM_INNER_FOLDS, rng, tolerance=TOLERANCE)


def main() -> None:
    counts = read_votes().without_both_bad()
    print(json.dumps({"ready": True, "num_votes": counts.num_comparisons}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(counts, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
