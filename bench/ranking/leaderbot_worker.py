"""Times leaderbot in its own environment: one JSON task a line in, one JSON answer a line out.

Imports nothing of ours. The first fit of a family compiles it, which the round that warms up takes.
"""

from __future__ import annotations

import json
import sys
import time

from leaderbot.data import load
from leaderbot.models import BradleyTerry, Davidson, RaoKupper

MODELS = {"bradley-terry": BradleyTerry, "rao-kupper": RaoKupper, "davidson": Davidson}


def fit(data: dict, task: dict) -> dict[str, float]:
    """mean_loss is that of the votes, without leaderbot's penalties."""
    ranks = {"k_cov": task["k_cov"]}
    if task["k_tie"] is not None:
        ranks["k_tie"] = task["k_tie"]
    started = time.perf_counter()
    model = MODELS[task["outcomes"]](data, **ranks)
    model.train()
    seconds = time.perf_counter() - started
    return {
        "seconds": seconds,
        "mean_loss": float(model.loss(constraint=False)),
        "num_parameters": int(model.n_param),
    }


def main() -> None:
    data = load()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(fit(data, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
