"""How well each family explains the votes of Chatbot Arena, and foresees those held out.

leaderbot's families are fitted by our solver here: its own takes minutes for a large one. With the
same family the lower loss is the better fit. Those with many tie factors run to infinity without a
penalty; they get a weak one, which can only help them on what is held out. Ours with a ridge
chooses it by folds within what it sees.
"""

from __future__ import annotations

from typing import Any

from bench.options import Options
from bench.peers.process import Worker
from bench.ranking.versus import our_command
from bench.report import report_fact

NUM_FOLDS = 10
MANY_FACTORS, WEAK = 10, {"factors": 0.1}
RIDGES = [{"ties": 3.0, "factors": factors, "spread": 20.0} for factors in (10.0, 30.0, 100.0)]


def leaderbots(outcomes: str, *ranks: tuple[int | None, int | None]) -> dict[str, dict[str, Any]]:
    """ranks are of covariance and of ties."""
    return {
        f"losses-{outcomes}-{'none' if k_cov is None else k_cov}-{k_tie or 0}": {
            "outcomes": outcomes,
            "k_cov": k_cov,
            "k_tie": k_tie,
            "penalties": [WEAK if (k_tie or 0) >= MANY_FACTORS else {}],
        }
        for k_cov, k_tie in ranks
    }


FAMILIES = {
    **leaderbots("bradley-terry", (None, None), (0, None), (1, None), (3, None)),
    **leaderbots("rao-kupper", (None, 0), (0, 0), (1, 0)),
    **leaderbots("rao-kupper-linear", (None, 1), (0, 1), (1, 1), (None, 10), (0, 10)),
    **leaderbots("davidson", (None, 0), (0, 0), (1, 0), (None, 1), (0, 1), (1, 1), (3, 1)),
    **leaderbots("davidson", (None, 10), (0, 10), (1, 10), (None, 20), (0, 20)),
}
OURS = {
    "losses-own-davidson": {"outcomes": "davidson", "k_cov": None, "k_tie": 0, "own": True},
    "losses-own-rao-kupper": {"outcomes": "rao-kupper", "k_cov": None, "k_tie": 0, "own": True},
    "losses-own-rao-kupper-0-4": {"outcomes": "rao-kupper", "k_cov": 0, "k_tie": 4, "own": True},
    "losses-own-rao-kupper-0-6-ridge": {
        "outcomes": "rao-kupper",
        "k_cov": 0,
        "k_tie": 6,
        "own": True,
        "penalties": RIDGES,
    },
}


def main(options: Options) -> None:
    """Raises VotesMissing, WorkerEnded."""
    tasks = {name: task for name, task in (FAMILIES | OURS).items() if options.wants(name)}
    if not tasks:
        return
    num_folds = 2 if options.is_quick else NUM_FOLDS
    with Worker(our_command("bench.ranking.fit_worker")) as ours:
        for name, task in tasks.items():
            answer = ours.ask({**task, "num_folds": num_folds})
            losses = answer.pop("held_out")
            report_fact(
                name,
                **{**answer, "mean_loss": f"{answer['mean_loss']:.6f}"},
                held_out=f"{sum(losses) / len(losses):.6f}",
                folds=[f"{loss:.6f}" for loss in losses],
                threads=1,
            )
