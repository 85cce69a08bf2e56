"""Sparse attention for many queries at once, by masks: how selections are measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional

from inference.engine.hash_attention.passage import attend_densely, causal
from inference.engine.hash_attention.recall import Signer, best_mask, sign_scores


class Policy(Protocol):
    """What a selection thinks of each key."""

    def scores(self, query: Tensor, keys: Tensor, layer: int) -> Tensor:
        """query [heads, rows, dim], keys [kv_heads, num_keys, dim] -> [choosers, rows, num_keys].

        Whole numbers, the larger the better; heads divide evenly among the choosers.
        """


@dataclass(frozen=True, slots=True)
class BySignature:
    """Learned maps, or unlearned signatures."""

    signer: Signer

    def scores(self, query: Tensor, keys: Tensor, layer: int) -> Tensor:
        return sign_scores(self.signer, layer, query, keys)


@dataclass(frozen=True, slots=True)
class ByExactScore:
    """The oracle: each head reads the keys with its own highest exact scores."""

    def scores(self, query: Tensor, keys: Tensor, layer: int) -> Tensor:
        group = len(query) // len(keys)
        exact = query @ keys.repeat_interleave(group, dim=0).transpose(1, 2)
        bits = exact.view(torch.int32)
        return bits ^ ((bits >> 31) & 0x7FFFFFFF)  # whole numbers in the order of the floats


@dataclass(frozen=True, slots=True)
class ByAge:
    """No opinion, so that the most recent keys win: a window with a sink."""

    def scores(self, query: Tensor, keys: Tensor, layer: int) -> Tensor:
        return torch.zeros(1, query.shape[1], keys.shape[1])


@dataclass(frozen=True, slots=True)
class AtRandom:
    generator: torch.Generator

    def scores(self, query: Tensor, keys: Tensor, layer: int) -> Tensor:
        size = (len(keys), query.shape[1], keys.shape[1])
        return torch.randint(1 << 16, size, generator=self.generator)


@dataclass(frozen=True, slots=True)
class SparseRows:
    """Attends as if each row were a new token that reads `density` of the keys before it."""

    policy: Policy
    density: float
    dense_layers: tuple[int, ...] = ()
    sink: int = 16
    local: int = 64

    def __call__(self, query: Tensor, keys: Tensor, values: Tensor, layer: int) -> Tensor:
        if layer in self.dense_layers:
            return attend_densely(query, keys, values, layer)
        group = len(query) // len(keys)
        mask = self.mask(query, keys, layer)
        return functional.scaled_dot_product_attention(
            query[None],
            keys.repeat_interleave(group, dim=0)[None],
            values.repeat_interleave(group, dim=0)[None],
            attn_mask=mask.repeat_interleave(len(query) // len(mask), dim=0)[None],
        )[0]

    def mask(self, query: Tensor, keys: Tensor, layer: int) -> Tensor:
        """True where a row looks; [choosers, rows, num_keys]."""
        num_rows, num_keys = query.shape[1], keys.shape[1]
        may_look = causal(num_rows, num_keys)
        seen = may_look.sum(dim=1)
        columns = torch.arange(num_keys)
        may_choose = (columns >= self.sink) & (columns < seen[:, None] - self.local)
        budget = (self.density * seen).ceil().long() - self.sink - self.local
        best = best_mask(self.policy.scores(query, keys, layer), may_choose, budget)
        return best | (may_look & ~may_choose)
