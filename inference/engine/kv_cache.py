"""The keys and values of every cached token."""

from __future__ import annotations

import torch
from torch import Tensor


class KVCache:
    """keys and values, each [layers, kv_heads, slots, head_dim], slot = block * block_size + place.

    One block more than the pool hands out: padding rows write there. Memory is taken from the
    system only as slots are written.
    """

    def __init__(
        self,
        num_layers: int,
        num_kv_heads: int,
        head_dim: int,
        num_blocks: int,
        block_size: int,
        device: torch.device | None = None,
    ) -> None:
        self.device = device or torch.device("cpu")
        self.block_size = block_size
        self.padding_slot = num_blocks * block_size
        size = (num_layers, num_kv_heads, self.padding_slot + block_size, head_dim)
        self._keys = torch.empty(size, device=self.device)
        self._values = torch.empty(size, device=self.device)

    def write(self, layer: int, slots: Tensor, key: Tensor, value: Tensor) -> None:
        """key and value [rows, kv_heads, head_dim] to slots [rows]."""
        self._keys[layer].index_copy_(1, slots, key.transpose(0, 1))
        self._values[layer].index_copy_(1, slots, value.transpose(0, 1))

    def read(self, layer: int, slots: slice | Tensor) -> tuple[Tensor, Tensor]:
        """Keys and values [kv_heads, len(slots), head_dim]; a view where the slots allow it."""
        return self._keys[layer][:, slots], self._values[layer][:, slots]

    def slots_of(self, block_table: list[int], num_tokens: int) -> slice | Tensor:
        """Where the first num_tokens of a sequence lie: a slice when its blocks are neighbours."""
        num_used = -(-num_tokens // self.block_size)
        first, used = block_table[0], block_table[:num_used]
        if used == list(range(first, first + num_used)):
            return slice(first * self.block_size, first * self.block_size + num_tokens)
        starts = torch.tensor(used)[:, None] * self.block_size
        return (starts + torch.arange(self.block_size)).flatten()[:num_tokens]
