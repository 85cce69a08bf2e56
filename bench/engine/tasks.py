"""What is asked of the engine and of its peers, and what the ratio should reach."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FIRST_PLAIN_ID = 17  # control tokens stand before it
VOCABULARY_SIZE = 49152
BEST = "best"  # of all peers


class Kind(StrEnum):
    """Decoding is timed a step, a prompt up to its first token, serving from end to end."""

    DECODE = "decode"
    PREFILL = "prefill"
    SERVE = "serve"


@dataclass(frozen=True, slots=True)
class Task:
    """num_prompts prompts of num_prompt_tokens random ids, each continued greedily."""

    kind: Kind
    size: str
    num_prompts: int
    num_prompt_tokens: int
    num_new_tokens: int
    num_rounds: int
    is_busy: bool = False  # another process keeps one core busy

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.size}" + ("-busy" if self.is_busy else "")

    def line(self, peer: str) -> str:
        return f"{self.name}-vs-{peer}"

    def questions(self, num_rounds: int, rng: random.Random) -> Iterator[dict[str, Any]]:
        """Fresh ids for each round, so that no cache of prompts helps anyone."""
        for _ in range(num_rounds):
            prompts = [
                [rng.randrange(FIRST_PLAIN_ID, VOCABULARY_SIZE) for _ in prompt]
                for prompt in [range(self.num_prompt_tokens)] * self.num_prompts
            ]
            yield {"prompts": prompts, "num_new_tokens": self.num_new_tokens}

    def tokens_a_second(self, answer: dict[str, float]) -> float:
        if self.kind == Kind.DECODE:
            return self.num_prompts / answer["step_seconds"]
        if self.kind == Kind.PREFILL:
            return self.num_prompts * self.num_prompt_tokens / answer["total_seconds"]
        return self.num_prompts * self.num_new_tokens / answer["total_seconds"]


def decode(size: str, num_prompt_tokens: int, num_rounds: int, is_busy: bool = False) -> Task:
    return Task(Kind.DECODE, size, 1, num_prompt_tokens, 24, num_rounds, is_busy)


def prefill(size: str, num_prompt_tokens: int, num_rounds: int) -> Task:
    return Task(Kind.PREFILL, size, 1, num_prompt_tokens, 1, num_rounds)


def serve(num_prompts: int, num_rounds: int) -> Task:
    return Task(Kind.SERVE, str(num_prompts), num_prompts, 128, 64, num_rounds)


TASKS = (
    decode("128", 128, 9),
    decode("1k", 1024, 5),
    decode("4k", 4096, 3),
    decode("7k", 7168, 3),
    prefill("128", 128, 9),
    prefill("1k", 1024, 5),
    prefill("4k", 4096, 3),
    serve(16, 3),
    serve(64, 3),
)
BUSY_TASK = decode("128", 128, 5, is_busy=True)
FIRST_TOKEN = prefill("128", 128, 3)
LARGEST = serve(64, 1)
BY_NAME = {task.name: task for task in TASKS}

TRIALS = {  # what the best setting of a peer is found with
    Kind.DECODE: BY_NAME["decode-128"],
    Kind.PREFILL: BY_NAME["prefill-1k"],
    Kind.SERVE: BY_NAME["serve-16"],
}
AGAINST_THE_BEST = ("prefill-1k", "prefill-4k")

DECODE_GOALS = {"decode-128": 1.5, "decode-1k": 2.0, "decode-4k": 3.0, "decode-7k": 3.0}
OTHER_DECODE_GOAL = 4.0  # against peers that keep 16 or 32 bits a weight
PREFILL_GOAL = 3.0
SERVE_GOAL = 3.0
BUSY_GOAL = 3.0


def goal_of(task: Task, peer: str) -> float:
    """What the ratio should reach."""
    if task.is_busy:
        return BUSY_GOAL
    if task.kind == Kind.DECODE:
        return DECODE_GOALS[task.name] if peer == "llama.cpp" else OTHER_DECODE_GOAL
    return PREFILL_GOAL if task.kind == Kind.PREFILL else SERVE_GOAL
