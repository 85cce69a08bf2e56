"""The Llama network in the kernels of native/: one call a step."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Iterator, Sequence
from ctypes import byref
from dataclasses import dataclass

import numpy as np

from inference.engine.checkpoint.base import Shape
from inference.engine.native import structures
from inference.engine.native.cache import NativeCache
from inference.engine.native.library import Array, Library, Pool, address
from inference.engine.native.maps import NativeMaps, RealisedErrors
from inference.engine.native.weights import NativeLayer, NativeWeights
from inference.engine.networks import Logits
from inference.engine.scheduling.step_plan import Chunk
from inference.engine.sparse_span import DENSE, SparseSpan, sparse_span

logger = logging.getLogger(__name__)
LANES = 16  # slots that the kernels read at once
HEAD_DIMS = (64, 128)  # those that the kernels are compiled for


@dataclass(frozen=True, slots=True)
class SparseReading:
    """How new tokens choose keys. density: of every request; None leaves it to the requests,
    for which it begins at least_keys keys."""

    maps: NativeMaps
    density: float | None
    least_keys: int


class NativeNetwork:
    """Holds weights and scratch memory; the cache is the caller's. For one thread at a time."""

    def __init__(
        self,
        library: Library,
        pool: Pool,
        shape: Shape,
        weights: NativeWeights,
        cache: NativeCache,
        block_size: int,
        sparse: SparseReading | None = None,
    ) -> None:
        if block_size % LANES:
            raise ValueError(f"Blocks of {block_size} slots are no multiple of {LANES}.")
        self._sparse = sparse
        self._library = library
        self._block_size = block_size
        self._vocabulary_size = shape.vocabulary_size
        layers = (structures.Layer * len(weights.layers))(*map(_layer, weights.layers))
        turns = rope_turns(shape)
        network = structures.Network(
            structures.Shape(
                len(weights.layers),
                shape.num_heads,
                shape.num_kv_heads,
                shape.head_dim,
                shape.hidden_size,
                shape.feed_forward_size,
                shape.vocabulary_size,
                shape.context_length,
                shape.rms_epsilon,
            ),
            layers,
            weights.head.structure,
            address(weights.final_norm),
            address(weights.embedding),
            *map(address, turns),
        )
        self.cache = cache
        self._kept = (weights, pool, layers, turns)
        self._head_size = weights.head.structure.num_outputs
        maps = byref(sparse.maps.structure) if sparse else None
        self._session = library.session_new(
            byref(network), byref(cache.structure), maps, pool.handle
        )
        weakref.finalize(self, library.session_free, self._session)

    @property
    def takes_hash_attention(self) -> bool:
        return self._sparse is not None

    def logits(self, chunks: Sequence[Chunk]) -> Logits:
        """Float32 [chunks that end in a draw, vocabulary]; fills the cache."""
        token_ids: list[int] = []
        positions: list[int] = []
        blocks: list[int] = []
        wanted: list[int] = []
        spans: list[structures.Span] = []
        for chunk in chunks:
            for start, end, reading in self._parts(chunk):
                spans.append(
                    structures.Span(
                        len(token_ids) + start - chunk.start,
                        end - start,
                        end,
                        len(blocks),
                        reading.budget,
                        reading.epsilon,
                        reading.delta,
                        reading.seed,
                        reading.is_checked,
                    )
                )
            token_ids += chunk.sequence.tokens(chunk.start, chunk.end)
            positions += range(chunk.start, chunk.end)
            blocks += chunk.sequence.block_table[: -(-chunk.end // self._block_size)]
            if chunk.ends_in_a_draw:
                wanted.append(len(token_ids) - 1)
        return self._run(spans, token_ids, positions, blocks, wanted)

    def _parts(self, chunk: Chunk) -> Iterator[tuple[int, int, SparseSpan]]:
        """First and last + 1 token of each span. Prompts are read densely; the tokens of an answer
        each in their own way, also when a pre-empted answer is computed once more."""
        sequence, num_prompt = chunk.sequence, len(chunk.sequence.prompt_ids)
        if self._sparse is None or sequence.shares_answer:
            yield chunk.start, chunk.end, DENSE
            return
        if chunk.start < num_prompt:
            yield chunk.start, min(chunk.end, num_prompt), DENSE
        for place in range(max(chunk.start, num_prompt), chunk.end):
            sparse = self._sparse
            reading = sparse_span(sparse.density, sequence, place + 1, sparse.least_keys)
            yield place, place + 1, reading

    def realised_errors(self) -> RealisedErrors:
        """Of the answers whose error was bounded."""
        log = structures.ErrorLog()
        self._library.errors(self._session, byref(log))
        return RealisedErrors.of(log)

    def _run(
        self,
        spans: list[structures.Span],
        token_ids: list[int],
        positions: list[int],
        blocks: list[int],
        wanted: list[int],
    ) -> Logits:
        logits = np.empty((len(wanted), self._head_size), np.float32)
        arrays = [np.array(numbers, np.int32) for numbers in (token_ids, positions, blocks, wanted)]
        step = structures.Step(
            len(token_ids),
            len(spans),
            len(wanted),
            self._block_size,
            address(arrays[0]),
            address(arrays[1]),
            (structures.Span * len(spans))(*spans),
            address(arrays[2]),
            address(arrays[3]),
            address(logits),
        )
        self._library.run(self._session, byref(step))
        if any(span.checked for span in spans):
            logger.info("HashAttention's errors so far: %s", self.realised_errors())
        return logits[:, : self._vocabulary_size]


def rope_turns(shape: Shape) -> tuple[Array, Array]:
    """Cosines and sines [context, head_dim / 2] of the rotary angles: Su et al. 2021."""
    rates = shape.rope_base ** -(np.arange(0, shape.head_dim, 2) / shape.head_dim)
    if shape.rope_factors is not None:
        rates /= np.array(shape.rope_factors)
    angles = np.arange(shape.context_length)[:, None] * rates
    return np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)


def _layer(layer: NativeLayer) -> structures.Layer:
    return structures.Layer(
        layer.qkv.structure,
        layer.attention_out.structure,
        layer.gate_up.structure,
        layer.down.structure,
        address(layer.attention_norm),
        address(layer.feed_forward_norm),
    )
