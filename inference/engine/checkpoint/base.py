"""What an opened checkpoint offers, whatever kind of file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from inference.engine.tokenizer.vocabulary import VocabularyData

BLOCK_SIZE = 32  # inputs that share a scale in Q4_0, Q4_1 and Q8_0

Floats = np.ndarray[Any, np.dtype[np.float32]]
Halves = np.ndarray[Any, np.dtype[np.float16]]


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network; rope_base, rms_epsilon and rope_factors are its constants.

    rope_factors, one for each pair of a head (head_dim / 2), divide the rates at which pairs are
    turned; None leaves the rates as they are.
    """

    num_layers: int
    num_heads: int
    num_kv_heads: int
    head_dim: int
    hidden_size: int
    feed_forward_size: int
    vocabulary_size: int
    context_length: int
    rope_base: float
    rms_epsilon: float
    rope_factors: tuple[float, ...] | None = None

    @property
    def query_size(self) -> int:
        return self.num_heads * self.head_dim

    @property
    def kv_size(self) -> int:
        return self.num_kv_heads * self.head_dim


@dataclass(frozen=True, slots=True)
class BlockMatrix:
    """A quantised matrix as the file keeps it: value = scale * code + minimum, in float32.

    codes [outputs, inputs]: uint8 from 0 to 15 where bits is 4, int8 where bits is 8.
    scales, and minimums where bits is 4, [outputs, inputs / 32]: one for each 32 inputs of a row.
    The sum is the weight bit for bit, but that a zero may lose its sign.
    """

    bits: int
    codes: np.ndarray[Any, np.dtype[np.uint8 | np.int8]]
    scales: Halves
    minimums: Halves | None


class Checkpoint(Protocol):
    """Tensors go by their GGUF names (token_embd.weight, blk.N.attn_q.weight, ...).

    The rows of queries and keys come such that neighbours (2i, 2i + 1) of a head form a rotary
    pair. Every tensor that the shape calls for is there and has its size, output.weight apart:
    where that is missing, the embedding is also the head.
    """

    @property
    def shape(self) -> Shape: ...

    @property
    def vocabulary(self) -> VocabularyData: ...

    @property
    def chat_template(self) -> str:
        """Jinja source."""

    @property
    def digest(self) -> str:
        """SHA-256 in hex of all the bytes of the weights' files; computed when first asked for."""

    def weight(self, name: str, *shape: int) -> Floats:
        """One tensor, a fresh array of just this shape.

        Raises CheckpointUnreadable where it is missing, shaped otherwise or not finite.
        """

    def has(self, name: str) -> bool: ...

    def blocks(self, name: str) -> BlockMatrix | None:
        """A matrix kept as Q4_0, Q4_1 or Q8_0 without loss; None for other kinds.

        Raises CheckpointUnreadable where it is missing or a scale is not finite.
        """
