"""A network and maps small enough to train in a blink."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import torch

from inference.engine.checkpoint.base import Shape
from inference.engine.hash_attention.maps import Affine, HashMaps, Kind
from inference.engine.hash_attention.passage import Passage, record_passage
from inference.engine.network.layers import HalfLinear
from inference.engine.network.transformer import Layer, Weights

SHAPE = Shape(
    num_layers=2,
    num_heads=4,
    num_kv_heads=2,
    head_dim=16,
    hidden_size=64,
    feed_forward_size=96,
    vocabulary_size=50,
    context_length=512,
    rope_base=10000.0,
    rms_epsilon=1e-5,
)


def weights(seed: int = 0) -> Weights:
    generator = torch.Generator().manual_seed(seed)

    def linear(outputs: int, inputs: int) -> HalfLinear:
        return HalfLinear(torch.randn(outputs, inputs, generator=generator) * 2 * inputs**-0.5)

    hidden, wide = SHAPE.hidden_size, SHAPE.feed_forward_size
    layers = [
        Layer(
            attention_norm=torch.ones(hidden),
            qkv=linear(hidden + 2 * SHAPE.kv_size, hidden),
            attention_out=linear(hidden, hidden),
            feed_forward_norm=torch.ones(hidden),
            gate_up=linear(2 * wide, hidden),
            down=linear(hidden, wide),
        )
        for _ in range(SHAPE.num_layers)
    ]
    embedding = torch.randn(SHAPE.vocabulary_size, hidden, generator=generator)
    return Weights(
        embedding.half(), layers, torch.ones(hidden), linear(SHAPE.vocabulary_size, hidden)
    )


def passage(num_tokens: int = 256, seed: int = 0) -> Passage:
    generator = torch.Generator().manual_seed(seed)
    token_ids = torch.randint(SHAPE.vocabulary_size, (num_tokens,), generator=generator)
    return record_passage(SHAPE, weights(), token_ids, torch.arange(64, num_tokens, 3))


def maps(kind: Kind = Kind.LINEAR, seed: int = 0, **changes) -> HashMaps:
    rng = np.random.default_rng(seed)

    def steps(heads: int) -> tuple[Affine, ...]:
        widths = (16, 32) if kind == Kind.LINEAR else (16, 8, 8, 32)
        return tuple(
            Affine(
                _half(rng.standard_normal((SHAPE.num_layers, heads, inputs, outputs))),
                _half(rng.standard_normal((SHAPE.num_layers, heads, outputs))),
            )
            for inputs, outputs in pairwise(widths)
        )

    num_signers = SHAPE.num_kv_heads if kind == Kind.LINEAR else SHAPE.num_heads
    fields = {
        "kind": kind,
        "bits": 32,
        "query": steps(SHAPE.num_heads),
        "key": steps(num_signers),
        "dense_layers": (0,),
        "sink": 2,
        "local": 4,
        "checkpoint_sha256": "ab" * 32,
        "notes": {"seed": seed},
    }
    return HashMaps(**fields | changes)


def _half(values: np.ndarray) -> np.ndarray:
    return values.astype(np.float16).astype(np.float32)
