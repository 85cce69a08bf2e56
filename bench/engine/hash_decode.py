"""HashAttention from end to end: decoding the embedded model against our own dense decoding."""

from __future__ import annotations

import os
import random
from pathlib import Path
from statistics import median

from bench.engine.long_contexts import LongContexts
from bench.engine.tasks import FIRST_PLAIN_ID, VOCABULARY_SIZE
from bench.report import Label, Result, report, report_fact
from inference.engine.attention_request import HashAttentionRequest

LONGEST = 8176  # tokens; the model takes 8,192
DENSITY = 1 / 32
CROSSOVER_DENSITY = 1 / 8  # what a request gets that asks for no other
LENGTHS = (256, 512, 1024, 2048, 4096)
GOALS = {1: 1.4, 8: 1.4}  # streams -> times our dense decoding


def measure(model: Path, num_rounds: int) -> None:
    contexts = LongContexts(model, max(GOALS), LONGEST + 16)
    token_ids = _random_ids(LONGEST)
    contexts.read(token_ids, max(GOALS))
    for num_streams, goal in GOALS.items():
        name = f"hash-decode-8k-x{num_streams}-vs-dense"
        report(measure_pair(name, contexts, token_ids, num_streams, DENSITY, num_rounds, goal))
    _report_crossover(contexts, num_rounds)


def _report_crossover(contexts: LongContexts, num_rounds: int) -> None:
    """Where HashAttention begins to pay for a stream alone."""
    first = None
    for length in LENGTHS:
        token_ids = _random_ids(length)
        contexts.read(token_ids, 1)
        name = f"hash-decode-crossover-{length}"
        result = measure_pair(name, contexts, token_ids, 1, CROSSOVER_DENSITY, 3 * num_rounds, None)
        report(result)
        first = first or (length if result.ratio > 1 else None)
    report_fact("hash-decode-crossover", tokens=first, density=CROSSOVER_DENSITY)


def measure_pair(
    name: str,
    contexts: LongContexts,
    token_ids: list[int],
    num_streams: int,
    density: float,
    num_rounds: int,
    goal: float | None,
) -> Result:
    """Dense and sparse steps in turn; the first two pairs warm up."""
    request = HashAttentionRequest(True, density)
    pairs = [
        [contexts.step_seconds(token_ids, num_streams, one) for one in (None, request)]
        for _ in range(num_rounds + 2)
    ][2:]
    dense, sparse = (median(side) for side in zip(*pairs, strict=True))
    return Result(
        name=name,
        value=num_streams / sparse,
        unit="tokens/s",
        peer="our dense decoding",
        peer_value=num_streams / dense,
        ratio=median(one / other for one, other in pairs),
        goal=goal,
        label=Label.REAL_CPU,
        conditions={
            "threads": os.cpu_count(),
            "context": len(token_ids),
            "streams": num_streams,
            "density": density,
            "repetitions": num_rounds,
        },
    )


def _random_ids(count: int) -> list[int]:
    rng = random.Random(count)
    return [rng.randrange(FIRST_PLAIN_ID, VOCABULARY_SIZE) for _ in range(count)]
