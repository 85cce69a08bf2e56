"""Find one sentence in a long text: a task that shows at once what an attention overlooks."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

PLACES = ("library", "harbour", "bakery", "museum", "station", "garden", "theatre", "workshop")
THINGS = ("code", "number", "key", "ticket", "address")


@dataclass(frozen=True, slots=True)
class NeedleTask:
    """The answer is right where it contains `answer`. depth: 0 is the text's start, 1 its end."""

    prompt: str
    answer: str
    depth: float


def needle_task(filler: Sequence[str], depth: float, rng: random.Random) -> NeedleTask:
    """A question about one sentence put between the filler's paragraphs.

    filler: paragraphs; their sum decides the length. Raises ValueError for a depth outside 0..1.
    """
    if not 0 <= depth <= 1:
        raise ValueError(f"A depth lies from 0 to 1, not at {depth}.")
    place, thing = rng.choice(PLACES), rng.choice(THINGS)
    answer = str(rng.randint(10_000, 99_999))
    needle = f"The secret {thing} of the {place} is {answer}. Remember it."
    at = round(depth * len(filler))
    text = "\n\n".join([*filler[:at], needle, *filler[at:]])
    question = f"What is the secret {thing} of the {place}? Answer with the number alone."
    return NeedleTask(f"{text}\n\n{question}", answer, depth)


def needle_tasks(paragraphs: Sequence[str], count: int, seed: int) -> list[NeedleTask]:
    """`count` tasks in the same paragraphs, at depths spread evenly from 0 to 1."""
    rng = random.Random(seed)
    depths = [index / max(count - 1, 1) for index in range(count)]
    return [needle_task(paragraphs, depth, rng) for depth in depths]
