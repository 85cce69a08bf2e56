"""The same models, fitted by leaderbot and by us, on the votes that leaderbot ships."""

from __future__ import annotations

from pathlib import Path

from bench.options import Options
from bench.peers.process import Worker
from bench.ranking.versus import compare_seconds, our_command, their_command
from bench.report import report

PEER = "leaderbot"
SCRIPT = str(Path(__file__).with_name("leaderbot_worker.py"))
SLOWER_BY = 20.0
PLAIN = {"outcomes": "bradley-terry", "k_cov": None, "k_tie": None, "plain": True}
TASKS = {  # line -> question, measured rounds, goal of the ratio
    "fit-bradley-terry": (PLAIN, 21, None),
    "fit-davidson": ({"outcomes": "davidson", "k_cov": None, "k_tie": 0}, 3, None),
    "fit-rao-kupper": ({"outcomes": "rao-kupper", "k_cov": None, "k_tie": 0}, 3, None),
    "fit-davidson-0-1": ({"outcomes": "davidson", "k_cov": 0, "k_tie": 1}, 3, SLOWER_BY),
    "fit-davidson-1-1": ({"outcomes": "davidson", "k_cov": 1, "k_tie": 1}, 3, SLOWER_BY),
}


def main(options: Options) -> None:
    """Raises PeerMissing, VotesMissing, WorkerEnded."""
    wanted = {name: task for name, task in TASKS.items() if options.wants(f"{name}-vs-{PEER}")}
    if not wanted:
        return
    with (
        Worker(our_command("bench.ranking.fit_worker")) as ours,
        Worker(their_command(PEER, SCRIPT)) as theirs,
    ):
        for name, (question, num_rounds, goal) in wanted.items():
            report(
                compare_seconds(
                    f"{name}-vs-{PEER}",
                    PEER,
                    (ours, theirs),
                    question,
                    options.num_rounds(num_rounds),
                    goal,
                    {"votes": ours.about["num_votes"], "model": question},
                )
            )
