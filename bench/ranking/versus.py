"""One question to two workers in turns; each answers with the seconds that it took."""

from __future__ import annotations

import sys
from typing import Any

from bench.engine.turns import take_turns
from bench.peers.process import Worker
from bench.peers.set_up import python_of
from bench.report import Label, Result

ONE_THREAD = (
    "env",
    "OMP_NUM_THREADS=1",
    "OPENBLAS_NUM_THREADS=1",
    "MKL_NUM_THREADS=1",
    "NUMBA_NUM_THREADS=1",
)


def our_command(module: str, *arguments: str) -> tuple[str, ...]:
    """A module of ours as a worker, on one thread."""
    return (*ONE_THREAD, sys.executable, "-m", module, *arguments)


def their_command(peer: str, script: str, *arguments: str) -> tuple[str, ...]:
    """A script of ours in the peer's own environment, on one thread; raises PeerMissing."""
    return (*ONE_THREAD, str(python_of(peer)), script, *arguments)


def compare_seconds(
    line: str,
    peer: str,
    sides: tuple[Worker, Worker],
    question: dict[str, Any],
    num_rounds: int,
    goal: float | None,
    conditions: dict[str, Any],
) -> Result:
    """Median seconds of both; the ratio says how many times faster we are.

    `sides` are ours and theirs. The last answers of both stand under "answers".
    """
    ours, theirs = sides
    last: dict[str, dict[str, Any]] = {}

    def seconds(name: str, worker: Worker) -> float:
        last[name] = worker.ask(question)
        return float(last[name]["seconds"])

    turns = take_turns(
        lambda _: seconds("ours", ours),
        lambda _: seconds(peer, theirs),
        range(num_rounds + 1),
    )
    return Result(
        name=line,
        value=turns.our_median,
        unit="s",
        peer=peer,
        peer_value=turns.their_median,
        ratio=turns.ratio(larger_is_better=False),
        goal=goal,
        label=Label.REAL_CPU,
        conditions={
            "threads": 1,
            "repetitions": turns.num_rounds,
            "ratio_range": turns.range_of_ratios(larger_is_better=False),
            **conditions,
            "answers": {name: _in_full(answer) for name, answer in last.items()},
        },
    )


def _in_full(answer: dict[str, Any]) -> dict[str, Any]:
    """Losses differ in digits that a report rounds away."""
    return {key: f"{value:.9f}" if key == "mean_loss" else value for key, value in answer.items()}
