"""How checkpoints stretch the turning of queries and keys to longer contexts, as divisors."""

from __future__ import annotations

import math

import numpy as np

from inference.engine.checkpoint.base import Floats
from inference.engine.errors import CheckpointUnreadable
from inference.engine.facts import Facts

MAX_FACTOR = 1e6


def linear_factors(factor: float, head_dim: int) -> tuple[float, ...] | None:
    """Every pair turns `factor` times slower. Source: Chen et al. 2023, position interpolation."""
    return None if factor == 1 else (factor,) * (head_dim // 2)


def llama3_factors(scaling: Facts, base: float, head_dim: int) -> tuple[float, ...]:
    """Slow pairs turn `factor` times slower, quick ones as before, with a ramp between.

    A pair is slow where it turns less than low_freq_factor times over the original context, quick
    where more than high_freq_factor times. Source: Llama 3.1's rope scaling, Meta 2024.
    """
    factor = scaling.number("factor", 1, MAX_FACTOR)
    low = scaling.number("low_freq_factor", 1e-6, MAX_FACTOR)
    high = scaling.number("high_freq_factor", 1e-6, MAX_FACTOR)
    context = scaling.whole("original_max_position_embeddings", 1, 2**30)
    if low >= high:
        raise CheckpointUnreadable(
            f"The rope scaling's low_freq_factor {low:g} is not below its high_freq_factor "
            f"{high:g}. Fetch config.json again."
        )
    factors = []
    for pair in range(head_dim // 2):
        num_turns = context / (2 * math.pi * base ** (2 * pair / head_dim))
        quick = min(1.0, max(0.0, (num_turns - low) / (high - low)))
        factors.append(1 / (quick + (1 - quick) / factor))
    return tuple(factors)


def neighbours_from_halves(rows: Floats, num_heads: int) -> Floats:
    """Rows of queries or keys [heads * dim, inputs], reordered within each head.

    Hugging Face turns row i with row i + dim / 2; here and in GGUF rows 2i and 2i + 1 form a pair.
    """
    outputs, inputs = rows.shape
    halves = rows.reshape(num_heads, 2, outputs // num_heads // 2, inputs)
    return np.ascontiguousarray(halves.swapaxes(1, 2)).reshape(outputs, inputs)
