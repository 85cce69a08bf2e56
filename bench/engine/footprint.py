"""Time from the start of the process to its first token, and memory at 64 streams."""

from __future__ import annotations

import random
import time
from typing import Any

from bench.engine.machine import PeakMemory
from bench.engine.tasks import FIRST_TOKEN, LARGEST, Task
from bench.engine.turns import Turns, take_turns
from bench.peers.process import Worker
from bench.peers.settings import Setting
from bench.report import Label, Result

START_GOAL = 10.0  # a tenth of the time
MEMORY_GOAL = 5.0  # a fifth of the memory


def compare_start(
    our_command: tuple[str, ...], setting: Setting, num_rounds: int, rng: random.Random
) -> Result:
    """Both without HTTP. The round that warms up fills caches of files and of compiled code."""
    turns = take_turns(
        lambda question: seconds_to_first_token(our_command, question),
        lambda question: seconds_to_first_token(setting.command, question),
        FIRST_TOKEN.questions(num_rounds + 1, rng),
    )
    return _result(f"start-vs-{setting.peer}", "s", START_GOAL, FIRST_TOKEN, setting, turns)


def compare_memory(our_command: tuple[str, ...], setting: Setting, rng: random.Random) -> Result:
    """One round: the figure hardly varies. Each side in a fresh process."""
    (question,) = LARGEST.questions(1, rng)
    ours, theirs = (peak_megabytes(command, question) for command in (our_command, setting.command))
    turns = Turns((ours,), (theirs,))
    return _result(f"memory-64-vs-{setting.peer}", "MB", MEMORY_GOAL, LARGEST, setting, turns)


def seconds_to_first_token(command: tuple[str, ...], question: dict[str, Any]) -> float:
    started = time.perf_counter()
    with Worker(command) as worker:
        worker.ask(question)
        return time.perf_counter() - started


def peak_megabytes(command: tuple[str, ...], question: dict[str, Any]) -> float:
    """VmRSS of the process and its children, at its highest."""
    with Worker(command) as worker, PeakMemory(worker.pid) as peak:
        worker.ask(question)
    return peak.num_bytes / 1e6


def _result(
    name: str, unit: str, goal: float, task: Task, setting: Setting, turns: Turns
) -> Result:
    return Result(
        name=name,
        value=turns.our_median,
        unit=unit,
        peer=setting.peer,
        peer_value=turns.their_median,
        ratio=turns.ratio(larger_is_better=False),
        goal=goal,
        label=Label.REAL_CPU,
        conditions={
            "setting": str(setting),
            "streams": task.num_prompts,
            "context": task.num_prompt_tokens,
            "new_tokens": task.num_new_tokens,
            "repetitions": turns.num_rounds,
            "ratio_range": turns.range_of_ratios(larger_is_better=False),
        },
    )
