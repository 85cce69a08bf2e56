"""Every query looks at every key before it."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from inference.engine.attention.base import Span, StepContext
from inference.engine.kv_cache import KVCache

LONG_NUM_KEYS = 256  # from here on two plain products beat the fused kernel for one query


class DenseAttention:
    """Grouped-query attention, one sequence at a time, on the cache in place.

    Sequence by sequence, because a sequence's numbers then never depend on its neighbours.
    """

    def __init__(self, cache: KVCache) -> None:
        self._cache = cache

    def attend(
        self, query: Tensor, key: Tensor, value: Tensor, layer: int, step: StepContext
    ) -> Tensor:
        self._cache.write(layer, step.slots, key, value)
        output = torch.zeros_like(query)
        num_kv_heads = key.shape[1]
        for span in step.spans:
            keys, values = self._cache.read(layer, span.slots)
            first, last = span.rows
            grouped = query[first:last].unflatten(1, (num_kv_heads, -1))
            attended = output[first:last].unflatten(1, (num_kv_heads, -1))
            if span.num_rows == 1:
                attended[0] = _attend_one(grouped[0], keys, values)
            else:
                attended.copy_(_attend_many(grouped, keys, values, span))
        return output.flatten(1)


def _attend_one(query: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    """query [kv_heads, group, dim]; keys, values [kv_heads, num_keys, dim]; like query."""
    if keys.shape[1] < LONG_NUM_KEYS:
        return functional.scaled_dot_product_attention(query[None], keys[None], values[None])[0]
    scores = torch.bmm(query, keys.transpose(1, 2)).mul_(query.shape[-1] ** -0.5)
    return torch.bmm(torch.softmax(scores, dim=-1), values)


def _attend_many(query: Tensor, keys: Tensor, values: Tensor, span: Span) -> Tensor:
    """query [rows, kv_heads, group, dim]; the last row sees all keys, each row above one fewer."""
    group = query.shape[2]
    shared_keys, shared_values = (
        tensor[:, None].expand(-1, group, -1, -1) for tensor in (keys, values)
    )
    whole_prompt = span.num_rows == span.num_keys
    attended = functional.scaled_dot_product_attention(
        query.permute(1, 2, 0, 3),
        shared_keys,
        shared_values,
        attn_mask=None if whole_prompt else _causal_mask(span, query.device),
        is_causal=whole_prompt,
    )
    return attended.permute(2, 0, 1, 3)


def _causal_mask(span: Span, device: torch.device) -> Tensor:
    """0 where row r may look, minus infinity elsewhere; [rows, num_keys]."""
    barred = torch.full((span.num_rows, span.num_keys), -torch.inf, device=device)
    return barred.triu_(span.num_keys - span.num_rows + 1)
