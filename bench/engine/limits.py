"""The limits of this machine, and the share of them that the engine reaches."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from gguf import GGUFReader

from bench.engine.tasks import BY_NAME, Task
from bench.engine.turns import Turns, take_turns
from bench.peers.process import Worker
from bench.report import Label, Result

SOURCE = Path(__file__).with_name("limits.cpp")
COMPILE = ("g++", "-O3", "-std=c++17", "-pthread", "-w")
DECODE_TASK, PREFILL_TASK = BY_NAME["decode-128"], BY_NAME["prefill-1k"]
DECODE_GOAL, PREFILL_GOAL = 0.6, 0.5  # of the limit


@dataclass(frozen=True, slots=True)
class Limits:
    """bandwidth (GB/s) and int8 (GOP/s; a product and its sum are two) for 1, 2, ... threads."""

    level: str
    bandwidth: tuple[float, ...]
    int8: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """What a token costs at least: bytes of all weights, operations of the layers' matrices."""

    weight_bytes: int
    layer_operations: int


class Meter:
    """The compiled program; ask it as often as you like, 5 s each."""

    def __init__(self, program: Path) -> None:
        self._program = program

    def read(self) -> Limits:
        run = subprocess.run([self._program], check=True, stdout=subprocess.PIPE, text=True)
        return parse_limits(run.stdout)


@contextmanager
def compiled_meter() -> Iterator[Meter]:
    """Raises subprocess.CalledProcessError, or FileNotFoundError where there is no g++."""
    with TemporaryDirectory() as folder:
        program = Path(folder) / "limits"
        subprocess.run([*COMPILE, SOURCE, "-o", program], check=True)
        yield Meter(program)


def parse_limits(printed: str) -> Limits:
    found = json.loads(printed)
    return Limits(found["level"], tuple(found["bandwidth"]), tuple(found["int8"]))


def work_of(model: Path) -> Work:
    tensors = GGUFReader(model).tensors
    matrices = [t for t in tensors if t.name.startswith("blk.") and len(t.shape) == 2]
    return Work(
        weight_bytes=sum(int(tensor.n_bytes) for tensor in tensors),
        layer_operations=2 * sum(int(tensor.n_elements) for tensor in matrices),
    )


def limit_results(limits: Limits) -> tuple[Result, Result]:
    """All threads against one; no goal, these are the machine's."""
    return (
        _limit("limit-bandwidth", "GB/s", limits.bandwidth, limits.level),
        _limit("limit-gemm-int8", "GOP/s", limits.int8, limits.level),
    )


def decode_share(
    ours: Worker, meter: Meter, work: Work, num_rounds: int, rng: random.Random
) -> Result:
    """Bytes of weights that decoding reads in a second, of those that the memory can give."""
    turns = take_turns(
        lambda question: _speed(DECODE_TASK, ours, question) * work.weight_bytes / 1e9,
        lambda question: max(meter.read().bandwidth),
        DECODE_TASK.questions(num_rounds + 1, rng),
    )
    return _share("limit-decode-share", "GB/s", DECODE_GOAL, DECODE_TASK, ours, turns)


def prefill_share(
    ours: Worker, meter: Meter, work: Work, num_rounds: int, rng: random.Random
) -> Result:
    """Operations in the layers' matrices alone, of the processor's best in 8 bits."""
    turns = take_turns(
        lambda question: _speed(PREFILL_TASK, ours, question) * work.layer_operations / 1e9,
        lambda question: max(meter.read().int8),
        PREFILL_TASK.questions(num_rounds + 1, rng),
    )
    return _share("limit-prefill-share", "GOP/s", PREFILL_GOAL, PREFILL_TASK, ours, turns)


def _speed(task: Task, ours: Worker, question: dict) -> float:
    return task.tokens_a_second(ours.ask(question))


def _limit(name: str, unit: str, figures: tuple[float, ...], level: str) -> Result:
    return Result(
        name=name,
        value=figures[-1],
        unit=unit,
        peer="one thread",
        peer_value=figures[0],
        ratio=figures[-1] / figures[0],
        goal=None,
        label=Label.REAL_CPU,
        conditions={"threads": [len(figures), 1], "instructions": level},
    )


def _share(name: str, unit: str, goal: float, task: Task, ours: Worker, turns: Turns) -> Result:
    return Result(
        name=name,
        value=turns.our_median,
        unit=unit,
        peer="the machine's limit",
        peer_value=turns.their_median,
        ratio=turns.ratio(),
        goal=goal,
        label=Label.REAL_CPU,
        conditions={
            "threads": ours.about["num_threads"],
            "format": ours.about["form"],
            "context": task.num_prompt_tokens,
            "repetitions": turns.num_rounds,
            "ratio_range": turns.range_of_ratios(),
        },
    )
