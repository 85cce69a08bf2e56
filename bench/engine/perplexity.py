"""Perplexity of each format of weights and cache against the same weights in 16 bits, in torch.

Text: Python's own documentation, every token after all before it, as in one long answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from pydoc_data.topics import topics

import numpy as np

from bench.report import Label, Result, report
from inference.engine.checkpoint.opening import open_checkpoint
from inference.engine.config import VARIANTS, EngineConfig, Kernels, Variant
from inference.engine.loading import find_maps, network_builder
from inference.engine.networks import Network
from inference.engine.scheduling.step_plan import Chunk
from inference.engine.sequence import SamplingParams, Sequence
from inference.engine.tokenizer.vocabulary import Vocabulary

NUM_TOKENS = 4096
PLACES_AT_ONCE = 64
TOPICS = ("exceptions", "with", "execmodel", "objects")
FORMATS = (  # variant, bits of the cache, the most that perplexity may grow
    ("smollm2-135m", 16, 1.03),
    ("smollm2-135m", 8, 1.03),
    ("smollm2-135m-int8", 16, 1.01),
    ("smollm2-135m-int8", 8, 1.01),
)


def measure(model: Path) -> None:
    token_ids = Vocabulary(open_checkpoint(model).vocabulary).encode_text(
        "\n\n".join(topics[name] for name in TOPICS)
    )[:NUM_TOKENS]
    exact = EngineConfig(model, kernels=Kernels.TORCH)
    right = perplexity(_network(exact, VARIANTS[0]), token_ids)
    for name, kv_bits, most in FORMATS:
        config = EngineConfig(model, kernels=Kernels.NATIVE, kv_bits=kv_bits)
        variant = next(v for v in VARIANTS if v.name == name)
        found = perplexity(_network(config, variant), token_ids)
        report(
            Result(
                name=f"perplexity-{name}-cache-{kv_bits}",
                value=found,
                unit="perplexity",
                peer="16-bit weights in torch",
                peer_value=right,
                ratio=right / found,
                goal=1 / most,
                label=Label.REAL_CPU,
                conditions={"tokens": len(token_ids)},
            )
        )


def perplexity(network: Network, token_ids: list[int]) -> float:
    """e to the mean of -ln p over all tokens but the first."""
    return math.exp(-sum(_log_probabilities(network, token_ids)) / (len(token_ids) - 1))


def _log_probabilities(network: Network, token_ids: list[int]) -> Iterator[float]:
    """Of each token but the first. Some places at once: company changes no place's numbers."""
    places = range(len(token_ids) - 1)
    for first in range(0, len(places), PLACES_AT_ONCE):
        some = places[first : first + PLACES_AT_ONCE]
        for place, row in zip(
            some, network.logits([_chunk(token_ids, i) for i in some]), strict=True
        ):
            row = row.astype(np.float64)
            top = row.max()
            yield float(row[token_ids[place + 1]] - top - np.log(np.exp(row - top).sum()))


def _chunk(token_ids: list[int], place: int) -> Chunk:
    """The token at a place, as the newest of a sequence that ends there; all share one table."""
    sampling = SamplingParams(0, 1, seed=0, max_new_tokens=1)
    sequence = Sequence(place, "", token_ids[: place + 1], sampling)
    sequence.block_table = list(range(-(-len(token_ids) // 16)))
    return Chunk(sequence, place, place + 1)


def _network(config: EngineConfig, variant: Variant) -> Network:
    checkpoint = open_checkpoint(config.model_path)
    return network_builder(checkpoint, config, find_maps(checkpoint, config))(variant)
