"""One layer's attention without a network around it, for tests and measurements."""

from __future__ import annotations

import weakref
from ctypes import byref
from dataclasses import dataclass

import numpy as np

from inference.engine.hash_attention.maps import HashMaps
from inference.engine.native import structures
from inference.engine.native.cache import NativeCache
from inference.engine.native.library import Array, Library, Pool, address
from inference.engine.native.maps import NativeMaps
from inference.engine.sparse_span import DENSE, SparseSpan


@dataclass(frozen=True, slots=True)
class Row:
    """A row that reads the first num_keys keys of its block table, int32 [blocks]."""

    block_table: Array
    num_keys: int
    reading: SparseSpan = DENSE


class AttentionLayer:
    """Reads what the caller has put into the cache."""

    def __init__(
        self,
        library: Library,
        pool: Pool,
        num_heads: int,
        cache: NativeCache,
        block_size: int,
        maps: HashMaps | None = None,
    ) -> None:
        size = cache.size
        self._library = library
        self._block_size = block_size
        self._native_maps = NativeMaps(maps) if maps else None
        network = structures.Network()
        network.shape = structures.Shape(
            size.num_layers, num_heads, size.num_kv_heads, size.head_dim
        )
        given = byref(self._native_maps.structure) if self._native_maps else None
        self._session = library.session_new(
            byref(network), byref(cache.structure), given, pool.handle
        )
        self._kept = (cache, pool)
        weakref.finalize(self, library.session_free, self._session)

    def attend(self, layer: int, queries: Array, rows: list[Row]) -> Array:
        """queries float32 [rows, heads, dim], turned; returns the same shape."""
        blocks = np.concatenate([row.block_table for row in rows], dtype=np.int32)
        spans = (structures.Span * len(rows))()
        first_block = 0
        for index, row in enumerate(rows):
            reading = row.reading
            spans[index] = structures.Span(
                *(index, 1, row.num_keys, first_block, reading.budget, reading.epsilon),
                *(reading.delta, reading.seed, reading.is_checked),
            )
            first_block += len(row.block_table)
        step = structures.Step(len(rows), len(rows), 0, self._block_size)
        step.spans, step.blocks = spans, address(blocks)
        results = np.empty_like(queries)
        self._library.attend(self._session, byref(step), layer, address(queries), address(results))
        return results
