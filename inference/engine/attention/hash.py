"""Prompts look at every key; a new token looks at those that its signature picks.

The plain form of what the native kernels do, for machines without a compiler and as their check.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from inference.engine.attention.base import Span, StepContext
from inference.engine.attention.dense import DenseAttention
from inference.engine.hash_attention.corrected import attend_chosen, attend_corrected
from inference.engine.hash_attention.maps import HashMaps
from inference.engine.hash_attention.sampling_budget import Tolerance
from inference.engine.hash_attention.signatures import Array, budget_of, kept_keys, scores
from inference.engine.kv_cache import KVCache


@dataclass(frozen=True, slots=True)
class _Selection:
    """Heads that read the same keys: rows of the query, their signatures, those of the keys."""

    heads: slice
    kv_head: int
    kept: Tensor


class HashAttention:
    """density: the share of the keys that a new token reads, both windows included.

    With a tolerance, keys that were not chosen are sampled until the output is within it, or all
    are read; rng draws them.
    """

    def __init__(
        self,
        cache: KVCache,
        maps: HashMaps,
        density: float,
        tolerance: Tolerance | None = None,
        rng: np.random.Generator | None = None,
    ) -> None:
        if (tolerance is None) != (rng is None):
            raise ValueError("A tolerance needs an rng to sample with, and only then is one used.")
        self._cache = cache
        self._dense = DenseAttention(cache)
        self._maps = maps
        self._density = density
        self._tolerance = tolerance
        self._rng = rng
        num_slots = cache.padding_slot + cache.block_size
        num_signers = maps.key[-1].weight.shape[1]
        size = (maps.num_layers, num_slots, num_signers, maps.num_words)
        self._signatures = np.zeros(size, dtype=np.uint32)

    def attend(
        self, query: Tensor, key: Tensor, value: Tensor, layer: int, step: StepContext
    ) -> Tensor:
        signed = self._maps.key_signatures(layer, key.numpy(force=True))
        self._signatures[layer, step.slots.numpy(force=True)] = signed
        sparse = tuple(span for span in step.spans if self._is_sparse(span, layer))
        dense = tuple(span for span in step.spans if span not in sparse)
        output = self._dense.attend(query, key, value, layer, replace(step, spans=dense))
        for span in sparse:
            row = span.rows[0]
            output[row] = self._attend_one(query[row], layer, span).flatten()
        return output

    def _is_sparse(self, span: Span, layer: int) -> bool:
        return span.num_rows == 1 and layer not in self._maps.dense_layers

    def _attend_one(self, query: Tensor, layer: int, span: Span) -> Tensor:
        """query [heads, dim]; like query."""
        keys, values = self._cache.read(layer, span.slots)
        slots = span.slots if isinstance(span.slots, slice) else span.slots.numpy()
        signatures = self._signatures[layer, slots]
        output = torch.empty_like(query)
        for selection in self._select(query, layer, signatures, len(keys)):
            heads, kv_head = selection.heads, selection.kv_head
            output[heads] = self._read(query[heads], keys[kv_head], values[kv_head], selection.kept)
        return output

    def _select(
        self, query: Tensor, layer: int, signatures: Array, num_kv_heads: int
    ) -> Iterator[_Selection]:
        """signatures [num_keys, signers, words]."""
        maps = self._maps
        query_signatures = maps.query_signatures(layer, query[None].numpy(force=True))[0]
        num_keys, num_signers, _ = signatures.shape
        num_sharing = len(query) // num_signers
        budget = budget_of(num_keys, self._density)
        for signer in range(num_signers):
            heads = slice(signer * num_sharing, (signer + 1) * num_sharing)
            key_scores = scores(query_signatures[heads], signatures[:, signer])
            kept = kept_keys(key_scores, budget, maps.sink, maps.local)
            kv_head = signer * num_kv_heads // num_signers
            yield _Selection(heads, kv_head, torch.from_numpy(kept))

    def _read(self, query: Tensor, keys: Tensor, values: Tensor, kept: Tensor) -> Tensor:
        if self._tolerance is None or self._rng is None:
            return attend_chosen(query, keys[kept], values[kept])
        left_out = np.setdiff1d(np.arange(len(keys)), kept.numpy(), assume_unique=True)
        draws = torch.from_numpy(self._rng.permutation(left_out))
        return attend_corrected(query, keys, values, kept, draws, self._tolerance).output
