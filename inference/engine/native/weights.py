"""From a checkpoint to weights that the kernels read."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from inference.engine.checkpoint.base import Checkpoint
from inference.engine.checkpoint.tensor_names import HEAD
from inference.engine.config import Precision
from inference.engine.native.library import Array, Library
from inference.engine.native.matrices import (
    Codes,
    Codes4,
    PackedMatrix,
    alternate,
    round_evenly_to_4,
    round_to_8,
    stack,
)
from inference.engine.native.pages import LargePages


@dataclass(frozen=True, slots=True)
class NativeLayer:
    """qkv: queries, keys, values one after another. gate_up: sixteen of each in turn."""

    attention_norm: Array
    qkv: PackedMatrix
    attention_out: PackedMatrix
    feed_forward_norm: Array
    gate_up: PackedMatrix
    down: PackedMatrix


@dataclass(frozen=True, slots=True)
class NativeWeights:
    """embedding fp16 [vocabulary, hidden]; norms float32 [hidden]."""

    embedding: Array
    layers: Sequence[NativeLayer]
    final_norm: Array
    head: PackedMatrix

    def without(self, skipped_layers: Sequence[int]) -> NativeWeights:
        kept = [layer for i, layer in enumerate(self.layers) if i not in skipped_layers]
        return replace(self, layers=kept)

    @property
    def num_bytes(self) -> int:
        matrices = [self.head]
        for layer in self.layers:
            matrices += [layer.qkv, layer.attention_out, layer.gate_up, layer.down]
        return self.embedding.nbytes + sum(matrix.num_bytes for matrix in matrices)


class WeightLoader:
    """Reads one checkpoint; what all precisions share is read once.

    The head has 8 bits always: it decides between tokens directly.
    """

    def __init__(self, library: Library, checkpoint: Checkpoint, num_threads: int) -> None:
        self._library = library
        self._pages = LargePages()
        self._checkpoint = checkpoint
        self._num_threads = num_threads
        shape = checkpoint.shape
        size = (shape.vocabulary_size, shape.hidden_size)
        embedding = checkpoint.weight("token_embd.weight", *size)
        head = checkpoint.weight(HEAD, *size) if checkpoint.has(HEAD) else embedding
        self._embedding = embedding.astype(np.float16)
        self._head = PackedMatrix(library, self._pages, round_to_8(head))
        self._final_norm = checkpoint.weight("output_norm.weight", shape.hidden_size)

    def load(self, precision: Precision) -> NativeWeights:
        """Raises CheckpointUnreadable."""
        with ThreadPoolExecutor(self._num_threads) as pool:
            indices = range(self._checkpoint.shape.num_layers)
            layers = list(pool.map(lambda index: self._layer(index, precision), indices))
        return NativeWeights(self._embedding, layers, self._final_norm, self._head)

    def _layer(self, index: int, precision: Precision) -> NativeLayer:
        shape = self._checkpoint.shape
        hidden, wide = shape.hidden_size, shape.feed_forward_size

        def codes(**sizes: int) -> list[Codes]:
            tensors = {f"blk.{index}.{name}.weight": size for name, size in sizes.items()}
            return self._codes(tensors, precision)

        def norm(name: str) -> Array:
            return self._checkpoint.weight(f"blk.{index}.{name}.weight", hidden)

        return NativeLayer(
            attention_norm=norm("attn_norm"),
            qkv=self._pack(
                stack(codes(attn_q=shape.query_size, attn_k=shape.kv_size, attn_v=shape.kv_size))
            ),
            attention_out=self._pack(*codes(attn_output=hidden)),
            feed_forward_norm=norm("ffn_norm"),
            gate_up=self._pack(alternate(*codes(ffn_gate=wide, ffn_up=wide))),
            down=self._pack(*codes(ffn_down=hidden)),
        )

    def _pack(self, codes: Codes) -> PackedMatrix:
        return PackedMatrix(self._library, self._pages, codes)

    def _codes(self, sizes: dict[str, int], precision: Precision) -> list[Codes]:
        """Matrices that are multiplied as one, by name and number of outputs, in one format."""
        if precision == Precision.PLAIN:
            blocks = [self._checkpoint.blocks(name) for name in sizes]
            exact = [
                Codes4(block.codes, block.scales, block.minimums)
                for block in blocks
                if block is not None and block.minimums is not None
            ]
            if len(exact) == len(sizes):
                return list(exact)
        rounded = round_evenly_to_4 if precision == Precision.INT4 else round_to_8
        return [rounded(self._weight(name, size)) for name, size in sizes.items()]

    def _weight(self, name: str, num_outputs: int) -> Array:
        shape = self._checkpoint.shape
        num_inputs = {"ffn_down": shape.feed_forward_size, "attn_output": shape.query_size}
        return self._checkpoint.weight(
            name, num_outputs, num_inputs.get(name.split(".")[2], shape.hidden_size)
        )
