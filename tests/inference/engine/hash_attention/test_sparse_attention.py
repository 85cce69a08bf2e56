"""Sparse attention is dense attention on fewer keys: nothing else changes."""

import numpy as np
import pytest
import torch

from inference.engine.attention.base import Span, StepContext
from inference.engine.attention.dense import DenseAttention
from inference.engine.attention.hash import HashAttention
from inference.engine.hash_attention.maps import Kind
from inference.engine.hash_attention.policies import BySignature, SparseRows
from inference.engine.hash_attention.sampling_budget import Tolerance
from inference.engine.kv_cache import KVCache
from tests.inference.engine.hash_attention import tiny

NUM_KEYS, LAYER = 120, 1
SLOTS = {
    "neighbours": torch.arange(16, 16 + NUM_KEYS),
    "scattered": torch.randperm(160, generator=torch.Generator().manual_seed(4))[:NUM_KEYS],
}


def new_cache():
    return KVCache(tiny.SHAPE.num_layers, tiny.SHAPE.num_kv_heads, tiny.SHAPE.head_dim, 10, 16)


def vectors():
    generator = torch.Generator().manual_seed(2)
    shape = tiny.SHAPE
    heads = (shape.num_heads, shape.num_kv_heads, shape.num_kv_heads)
    return [torch.randn(NUM_KEYS, n, shape.head_dim, generator=generator) for n in heads]


def decode_last(attention, slots, layer=LAYER):
    """All tokens but the last as a prompt, then the last one alone; its output [heads, dim]."""
    query, key, value = vectors()
    prompt, last = slice(0, NUM_KEYS - 1), slice(NUM_KEYS - 1, NUM_KEYS)
    for rows in (prompt, last):
        span = Span((0, rows.stop - rows.start), rows.stop, slots[: rows.stop])
        step = StepContext(slots[rows], (span,))
        output = attention.attend(query[rows], key[rows], value[rows], layer, step)
    return output[-1].unflatten(0, (tiny.SHAPE.num_heads, -1))


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("slots", SLOTS.values(), ids=SLOTS)
def test_a_full_budget_is_dense_attention(kind, slots):
    sparse = decode_last(HashAttention(new_cache(), tiny.maps(kind), density=1.0), slots)
    dense = decode_last(DenseAttention(new_cache()), slots)
    torch.testing.assert_close(sparse, dense, atol=1e-5, rtol=0)


def test_a_dense_layer_is_dense_whatever_the_budget():
    sparse = decode_last(HashAttention(new_cache(), tiny.maps(), 0.1), SLOTS["neighbours"], layer=0)
    dense = decode_last(DenseAttention(new_cache()), SLOTS["neighbours"], layer=0)
    torch.testing.assert_close(sparse, dense, atol=1e-6, rtol=0)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("slots", SLOTS.values(), ids=SLOTS)
@pytest.mark.parametrize("density", [0.05, 0.25, 0.6])
def test_gathered_attention_is_masked_attention(kind, slots, density):
    maps = tiny.maps(kind)
    query, key, value = vectors()
    masked = SparseRows(BySignature(maps), density, (), maps.sink, maps.local)
    heads_first = (tensor.transpose(0, 1) for tensor in (query[-1:], key, value))
    expected = masked(*heads_first, LAYER)[:, 0]
    found = decode_last(HashAttention(new_cache(), maps, density), slots)
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=0)


def test_a_tolerance_brings_the_output_nearer_to_dense_attention():
    dense = decode_last(DenseAttention(new_cache()), SLOTS["neighbours"])
    alone = decode_last(HashAttention(new_cache(), tiny.maps(), 0.1), SLOTS["neighbours"])
    tolerance, rng = Tolerance(0.05, 0.1, base_least=8), np.random.default_rng(0)
    mended = HashAttention(new_cache(), tiny.maps(), 0.1, tolerance, rng)
    distance = (decode_last(mended, SLOTS["neighbours"]) - dense).norm()
    assert distance < (alone - dense).norm() / 2


def test_a_tolerance_without_random_numbers_is_refused():
    with pytest.raises(ValueError, match="needs an rng"):
        HashAttention(new_cache(), tiny.maps(), 0.1, Tolerance(0.1, 0.1))
