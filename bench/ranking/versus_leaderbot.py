"""The same models, fitted by leaderbot and by us, on the votes that leaderbot ships."""

from __future__ import annotations

from pathlib import Path

from bench.options import Options
from bench.peers.process import Worker
from bench.ranking.versus import compare_seconds, our_command, their_command
from bench.report import report

PEER = "leaderbot"
SCRIPT = str(Path(__file__).with_name("leaderbot_worker.py"))
TASKS = {  # line -> question, measured rounds, goal of the ratio
    "fit-bradley-terry": ({"outcomes": "bradley-terry", "k_cov": None, "k_tie": None}, 9, None),
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
