"""Strengths with their intervals, by arena-rank and by us: on the real votes, and with style.

arena-rank may use all cores, we use one.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.options import Options
from bench.peers.process import Worker
from bench.ranking.versus import compare_seconds, our_command, their_command
from bench.ranking.votes import votes_path
from bench.report import Label, report

PEER = "arena-rank"
SCRIPT = str(Path(__file__).with_name("arena_rank_worker.py"))
THREADS = {"threads": {"ours": 1, PEER: "all"}}
TASKS = {  # line -> what is asked, measured rounds, goal, what else the reader must know
    "fit-and-intervals": ("intervals", 9, 300.0, {"note": "ours is the mean of 20 in a row"}),
    "all-of-a-board": ("everything", 5, None, {"note": "ours with joint ranks and tiers besides"}),
    "preview-of-a-vote": ("preview", 5, None, {"note": "the peer refits: it has no preview"}),
}
STYLE_LINE = "style-control"
NUM_ROWS, NUM_CONTESTANTS, TRUE_COEFFICIENTS = 100_000, 129, (0.25, 0.03, 0.02, 0.02)


def main(options: Options) -> None:
    """Raises PeerMissing, VotesMissing, WorkerEnded."""
    lines = [*TASKS, STYLE_LINE]
    if not any(options.wants(f"{line}-vs-{PEER}") for line in lines):
        return
    with (
        Worker(our_command("bench.ranking.intervals_worker")) as ours,
        Worker(all_threads(their_command(PEER, SCRIPT, str(votes_path())))) as theirs,
        tempfile.TemporaryDirectory() as folder,
    ):
        for line, (what, num_rounds, goal, notes) in TASKS.items():
            if options.wants(f"{line}-vs-{PEER}"):
                report(
                    compare_seconds(
                        f"{line}-vs-{PEER}",
                        PEER,
                        (ours, theirs),
                        {"what": what},
                        options.num_rounds(num_rounds),
                        goal,
                        {"votes": ours.about["num_votes"], **THREADS, **notes},
                    )
                )
        if options.wants(f"{STYLE_LINE}-vs-{PEER}"):
            path = Path(folder) / "rows.npz"
            make_rows(path)
            result = compare_seconds(
                f"{STYLE_LINE}-vs-{PEER}",
                PEER,
                (ours, theirs),
                {"what": "style", "file": str(path)},
                options.num_rounds(5),
                None,
                {"rows": NUM_ROWS, "true_coefficients": TRUE_COEFFICIENTS, **THREADS},
            )
            report(replace(result, label=Label.SIMULATED))


def all_threads(command: tuple[str, ...]) -> tuple[str, ...]:
    """Without the settings that keep a program to one thread."""
    return tuple(word for word in command if not word.endswith("_NUM_THREADS=1"))


def make_rows(path: Path) -> None:
    """Made-up votes whose style has known coefficients, of the size of the published ones."""
    rng = np.random.default_rng(0)
    truth = rng.normal(0, 0.6, NUM_CONTESTANTS)
    left = rng.integers(NUM_CONTESTANTS, size=NUM_ROWS)
    right = (left + rng.integers(1, NUM_CONTESTANTS, size=NUM_ROWS)) % NUM_CONTESTANTS
    style = rng.normal(size=(NUM_ROWS, len(TRUE_COEFFICIENTS)))
    z = truth[left] - truth[right] + style @ TRUE_COEFFICIENTS
    np.savez(
        path,
        num_contestants=NUM_CONTESTANTS,
        pairs=np.stack([left, right], axis=1),
        scores=(rng.random(NUM_ROWS) < 1 / (1 + np.exp(-z))).astype(float),
        style=style,
    )
