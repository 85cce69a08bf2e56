"""Speeds of the engine and of one peer: its best setting first, then task after task in turns."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from typing import Any

from bench.engine.machine import OthersWatch, busy_core
from bench.engine.tasks import TRIALS, Kind, Task, goal_of
from bench.engine.turns import Turns, take_turns
from bench.peers.process import Answer, Worker, WorkerEnded
from bench.peers.settings import Setting
from bench.report import Label, Result, report_fact

Best = dict[Kind, Setting]


def find_best(
    settings: list[Setting], kinds: Iterable[Kind], rng: random.Random, note: str = ""
) -> Best:
    """The fastest setting for each kind of task; the better of two runs counts.

    Raises WorkerEnded where no setting works.
    """
    speeds: dict[Kind, dict[Setting, float]] = {kind: {} for kind in kinds}
    peer, failures, watch = settings[0].peer, [], OthersWatch()
    for setting in settings:
        print(f"trying {peer}: {setting}", file=sys.stderr, flush=True)
        try:
            for kind, speed in _try(setting, list(speeds), rng).items():
                speeds[kind][setting] = speed
        except WorkerEnded as error:  # a format that this machine cannot run, for example
            failures.append(error)
    if len(failures) == len(settings):
        raise failures[0]
    others_share = watch.share()  # much of it makes the choice a matter of luck
    for kind, found in speeds.items():
        report_fact(
            f"setting-{kind}{note}-{peer}",
            unit="tokens/s",
            tried={str(setting): speed for setting, speed in found.items()},
            others_share=others_share,
        )
    return {kind: max(found, key=found.__getitem__) for kind, found in speeds.items()}


def _try(setting: Setting, kinds: list[Kind], rng: random.Random) -> dict[Kind, float]:
    """Tokens a second by kind."""
    speeds = {}
    with Worker(setting.command) as worker:
        for kind in kinds:
            task = TRIALS[kind]
            answers = [worker.ask(question) for question in task.questions(2, rng)]
            speeds[kind] = max(map(task.tokens_a_second, answers))
    return speeds


class Peer:
    """Workers of a peer, opened when first asked for. Close it to end them."""

    def __init__(self, best: Best) -> None:
        self._best = best
        self._workers: dict[Setting, Worker] = {}
        self._open = ExitStack()

    def setting(self, kind: Kind) -> Setting:
        return self._best[kind]

    def ask(self, kind: Kind, question: dict[str, Any]) -> Answer:
        setting = self._best[kind]
        if setting not in self._workers:
            self._workers[setting] = self._open.enter_context(Worker(setting.command))
        return self._workers[setting].ask(question)

    def close(self) -> None:
        self._open.close()


@contextmanager
def opened(best: Best) -> Iterator[Peer]:
    peer = Peer(best)
    try:
        yield peer
    finally:
        peer.close()


def compare(task: Task, ours: Worker, peer: Peer, num_rounds: int, rng: random.Random) -> Result:
    """num_rounds measured rounds and one that warms up."""
    setting, watch = peer.setting(task.kind), OthersWatch()
    with busy_core() if task.is_busy else nullcontext():
        turns = take_turns(
            lambda question: task.tokens_a_second(ours.ask(question)),
            lambda question: task.tokens_a_second(peer.ask(task.kind, question)),
            task.questions(num_rounds + 1, rng),
        )
        others_share = watch.share()
    return Result(
        name=task.line(setting.peer),
        value=turns.our_median,
        unit="tokens/s",
        peer=setting.peer,
        peer_value=turns.their_median,
        ratio=turns.ratio(),
        goal=goal_of(task, setting.peer),
        label=Label.REAL_CPU,
        conditions=conditions(task, ours, setting, turns) | {"others_share": others_share},
    )


def conditions(
    task: Task, ours: Worker, setting: Setting, turns: Turns, larger_is_better: bool = True
) -> dict[str, Any]:
    """How it was measured."""
    return {
        "threads": [ours.about["num_threads"], setting.num_threads],
        "formats": [ours.about["form"], setting.form],
        "streams": task.num_prompts,
        "context": task.num_prompt_tokens,
        "new_tokens": task.num_new_tokens,
        "repetitions": turns.num_rounds,
        "ratio_range": turns.range_of_ratios(larger_is_better),
    }
