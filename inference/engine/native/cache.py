"""The keys and values of every cached token, where the kernels read them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from inference.engine.native import structures
from inference.engine.native.library import Array, address
from inference.engine.native.pages import small_pages


@dataclass(frozen=True, slots=True)
class CacheSize:
    """num_signature_heads 0 keeps no signatures; bits is 16 (bfloat16) or 8."""

    bits: int
    num_layers: int
    num_kv_heads: int
    head_dim: int
    num_slots: int
    num_signature_heads: int = 0


class NativeCache:
    """[layer, kv head, slot, dim]. Memory is taken only as slots are written."""

    def __init__(self, size: CacheSize) -> None:
        self.size = size
        rows = (size.num_layers, size.num_kv_heads, size.num_slots)
        kind = np.uint16 if size.bits == 16 else np.int8
        self.keys, self.values = (_zeros((*rows, size.head_dim), kind) for _ in range(2))
        scales = rows if size.bits == 8 else (0,)
        self.key_scales, self.value_scales = (_zeros(scales, np.float32) for _ in range(2))
        signs = (size.num_layers, size.num_signature_heads, size.num_slots)
        self.signatures = _zeros(signs if size.num_signature_heads else (0,), np.uint32)
        self.structure = structures.Cache(
            size.bits,
            *rows[:2],
            size.head_dim,
            size.num_slots,
            address(self.keys),
            address(self.values),
            address(self.key_scales),
            address(self.value_scales),
            address(self.signatures) if size.num_signature_heads else None,
        )


def _zeros(shape: tuple[int, ...], kind: type[np.generic]) -> Array:
    return small_pages(math.prod(shape) * kind().itemsize).view(kind).reshape(shape)
