"""Times a peer on the same vote rows, in its own environment; imports nothing of ours.

Started as `rows_peer_worker.py PEER rows.npz shared|fresh FOLDER`; the folder is that of FastChat's
rating_systems.py. The rows are in the form that the peer takes before the clock runs: lists of
names for evalica, a data frame for arena-rank and FastChat. Names are `fresh` where each row has a
text of its own, as csv.reader gives them, and `shared` where equal names are one object, as
pandas.read_csv gives them; the latter are quicker to look up.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

import numpy as np

Answer = dict[str, float]
POINTS = 400 / np.log(10)


def evalica_job(left: list[str], right: list[str], winner: list[str]) -> Callable[[], Answer]:
    """Its fit alone: it has no intervals. Scores are exp of strengths."""
    import evalica

    words = {"model_a": evalica.Winner.X, "model_b": evalica.Winner.Y, "tie": evalica.Winner.Draw}
    winners = [words[word] for word in winner]

    def job() -> Answer:
        result = evalica.bradley_terry(left, right, winners)
        scores = np.log(result.scores)
        return {"strengths": scores.to_dict(), "num_steps": result.iterations}

    return job


def arena_rank_job(left: list[str], right: list[str], winner: list[str]) -> Callable[[], Answer]:
    import pandas as pd
    from arena_rank.models.bradley_terry import BradleyTerry
    from arena_rank.utils.data_utils import PairDataset

    frame = pd.DataFrame({"model_a": left, "model_b": right, "winner": winner})

    def job() -> Answer:
        data = PairDataset.from_pandas(frame)
        board = BradleyTerry(len(data.competitors)).compute_ratings_and_cis(data)
        widths = np.asarray(board["rating_upper"] - board["rating_lower"])
        ratings = (np.asarray(board["ratings"]) - 1000) / POINTS
        strengths = dict(zip(board["competitors"], ratings.tolist(), strict=True))
        return {"strengths": strengths, "median_width_points": float(np.median(widths))}

    return job


def fastchat_job(left: list[str], right: list[str], winner: list[str]) -> Callable[[], Answer]:
    """compute_bt: the fit alone; its intervals are a bootstrap of a hundred such fits."""
    import pandas as pd

    sys.path.insert(0, sys.argv[4])
    import rating_systems

    frame = pd.DataFrame({"model_a": left, "model_b": right, "winner": winner})

    def job() -> Answer:
        return {"strengths": ((rating_systems.compute_bt(frame) - 1000) / POINTS).to_dict()}

    return job


JOBS = {"evalica": evalica_job, "arena-rank": arena_rank_job, "fastchat": fastchat_job}


def main() -> None:
    data = np.load(sys.argv[2])
    names, words = data["names"].tolist(), data["winners"].tolist()
    left, right = ([names[i] for i in data[side].tolist()] for side in ("left", "right"))
    if sys.argv[3] == "fresh":
        left, right = ([f" {name}"[1:] for name in side] for side in (left, right))
    job = JOBS[sys.argv[1]](left, right, [words[i] for i in data["winner"].tolist()])
    print(json.dumps({"ready": True}), flush=True)
    for _ in sys.stdin:
        started, cpu = time.perf_counter(), time.process_time()
        found = job()
        seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu
        strengths = found.pop("strengths")
        values = np.array([strengths[name] for name in names])
        z = values[data["left"]] - values[data["right"]]
        shares = np.array([1.0, 0.0, 0.5])[data["winner"]]
        found["mean_loss"] = float(np.mean(np.logaddexp(0, z) - shares * z))
        print(json.dumps({"seconds": seconds, "cpu_seconds": cpu_seconds, **found}), flush=True)


if __name__ == "__main__":
    main()
