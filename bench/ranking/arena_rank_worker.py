"""Times arena-rank in its own environment: one JSON task a line in, one JSON answer a line out.

Imports nothing of ours. Its data sets are prepared beforehand. Each fit is one of a new object, as
a refit is; that JAX traces it anew is part of that, what JAX compiles is kept from the warm-up.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import jax.numpy as jnp
import numpy as np
from arena_rank.models.bradley_terry import BradleyTerry
from arena_rank.models.contextual_bradley_terry import ContextualBradleyTerry
from arena_rank.utils.data_utils import ContextualPairDataset, PairDataset

SCORES = (1.0, 0.0, 0.5)  # of the first three columns; the fourth, both bad, is left out
POINTS = 400 / np.log(10)


def prepared_votes(path: str) -> PairDataset:
    """Equal rows merged, as its own from_pandas leaves them."""
    data = json.loads(Path(path).read_bytes())
    pairs, counts = np.array(data["X"]), np.array(data["Y"], dtype=float)
    kept = [counts[:, column] > 0 for column in range(3)]
    weights = jnp.array(np.concatenate([counts[mask, c] for c, mask in enumerate(kept)]))
    return PairDataset(
        competitors=data["models"],
        pairs=jnp.array(np.concatenate([pairs[mask] for mask in kept]), dtype=jnp.int32),
        outcomes=jnp.array(np.repeat(SCORES, [mask.sum() for mask in kept])),
        counts=weights,
        weights=jnp.ones_like(weights),
        opt_weights=weights,
    )


def prepared_rows(path: str) -> ContextualPairDataset:
    """Features z-scored, as its own from_pandas leaves them; weights all 1."""
    data = np.load(path)
    style = data["style"]
    return ContextualPairDataset(
        competitors=[str(i) for i in range(int(data["num_contestants"]))],
        pairs=jnp.array(data["pairs"], dtype=jnp.int32),
        outcomes=jnp.array(data["scores"]),
        features=jnp.array((style - style.mean(axis=0)) / style.std(axis=0)),
        weights=jnp.ones(len(style)),
    )


def intervals(data: PairDataset) -> dict[str, float]:
    started = time.perf_counter()
    board = BradleyTerry(len(data.competitors)).compute_ratings_and_cis(data)
    widths = np.asarray(board["rating_upper"] - board["rating_lower"])
    seconds = time.perf_counter() - started
    strengths = (np.asarray(board["ratings"]) - 1000) / POINTS
    z = strengths[data.pairs[:, 0]] - strengths[data.pairs[:, 1]]
    losses = np.asarray(data.counts) * (np.logaddexp(0, z) - np.asarray(data.outcomes) * z)
    return {
        "seconds": seconds,
        "mean_loss": float(losses.sum() / np.asarray(data.counts).sum()),
        "median_width_points": float(np.median(widths)),
    }


def style(data: ContextualPairDataset) -> dict[str, object]:
    started = time.perf_counter()
    board = ContextualBradleyTerry(len(data.competitors), data.n_features).compute_ratings_and_cis(
        data
    )
    coefficients = np.asarray(board["coeffs"])
    np.asarray(board["rating_upper"])
    return {"seconds": time.perf_counter() - started, "coefficients": coefficients.tolist()}


def main() -> None:
    votes = prepared_votes(sys.argv[1])
    rows: dict[str, ContextualPairDataset] = {}
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        task = json.loads(line)
        if task["what"] == "style":
            path = task["file"]
            rows[path] = rows.get(path) or prepared_rows(path)
            print(json.dumps(style(rows[path])), flush=True)
        else:
            print(json.dumps(intervals(votes)), flush=True)


if __name__ == "__main__":
    main()
