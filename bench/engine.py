"""The engine against transformers: same weights, same prompts, turn by turn, medians."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.peers import ROOT, python_of
from bench.report import Label, Result, report

MODEL_PATH = Path(
    os.environ.get("MODEL_PATH") or ROOT / "var" / "models" / "smollm2-135m-instruct-q4_1.gguf"
)
VOCABULARY_SIZE = 49152
PEER = "transformers 5.19.0 fp32 sdpa"

Answer = dict[str, float]


@dataclass(frozen=True, slots=True)
class Task:
    """num_prompts prompts of num_prompt_tokens random ids, each continued greedily.

    tokens_a_second reads the wanted figure from a worker's answer.
    """

    name: str
    num_prompts: int
    num_prompt_tokens: int
    num_new_tokens: int
    tokens_a_second: Callable[[Answer], float]
    num_rounds: int = 3


def decode(name: str, num_prompts: int, num_prompt_tokens: int) -> Task:
    def speed(answer: Answer) -> float:
        return num_prompts / answer["step_seconds"]

    return Task(name, num_prompts, num_prompt_tokens, 12, speed)


def prefill(name: str, num_prompt_tokens: int) -> Task:
    def speed(answer: Answer) -> float:
        return num_prompt_tokens / answer["total_seconds"]

    return Task(name, 1, num_prompt_tokens, 1, speed)


def serve(name: str, num_prompts: int, num_prompt_tokens: int, num_new_tokens: int) -> Task:
    def speed(answer: Answer) -> float:
        return num_prompts * num_new_tokens / answer["total_seconds"]

    return Task(name, num_prompts, num_prompt_tokens, num_new_tokens, speed, num_rounds=2)


TASKS = (
    decode("decode-128-vs-transformers", 1, 128),
    decode("decode-1k-vs-transformers", 1, 1024),
    decode("decode-16x128-vs-transformers", 16, 128),
    prefill("prefill-128-vs-transformers", 128),
    prefill("prefill-1k-vs-transformers", 1024),
    serve("serve-16-vs-transformers", 16, 128, 64),
)


class Worker:
    """A process that answers tasks, one at a time."""

    def __init__(self, *command: str | Path) -> None:
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._read()

    def ask(self, task: dict[str, Any]) -> Answer:
        self._process.stdin.write(json.dumps(task) + "\n")
        self._process.stdin.flush()
        return self._read()

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(timeout=30)

    def _read(self) -> Answer:
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args} ended early.")
        return json.loads(line)


def main() -> None:
    peer_python = python_of("transformers")
    with TemporaryDirectory(dir=ROOT / "var") as scratch:
        weights = Path(scratch) / "weights.pt"
        ours = Worker(sys.executable, "-m", "bench.engine_worker", MODEL_PATH, weights)
        theirs = Worker(peer_python, ROOT / "bench" / "transformers_worker.py", weights)
        for task in TASKS:
            report(compare(task, ours, theirs))
        ours.close()
        theirs.close()


def compare(task: Task, ours: Worker, theirs: Worker) -> Result:
    """Interleaved, so that a slow moment of the machine hits both; the first round is a warm-up."""
    speeds: tuple[list[float], list[float]] = ([], [])
    rng = random.Random(0)
    for round_index in range(task.num_rounds + 1):
        order = range(task.num_prompts)
        prompts = [
            [rng.randrange(17, VOCABULARY_SIZE) for _ in range(task.num_prompt_tokens)]
            for _ in order
        ]
        question = {"prompts": prompts, "num_new_tokens": task.num_new_tokens}
        for worker, measured in zip((ours, theirs), speeds, strict=True):
            answer = worker.ask(question)
            if round_index:
                measured.append(task.tokens_a_second(answer))
    value, peer_value = (median(measured) for measured in speeds)
    return Result(
        name=task.name,
        value=value,
        unit="tokens/s",
        peer=PEER,
        peer_value=peer_value,
        ratio=value / peer_value,
        goal=1.0,
        label=Label.REAL_CPU,
    )


if __name__ == "__main__":
    main()
