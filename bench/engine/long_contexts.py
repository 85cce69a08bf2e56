"""The embedded model in the kernels, with long contexts in its cache, for HashAttention's lines."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from inference.engine.attention_request import HashAttentionRequest
from inference.engine.checkpoint.opening import open_checkpoint
from inference.engine.config import VARIANTS, EngineConfig, Kernels
from inference.engine.loading import find_maps
from inference.engine.native.library import Array
from inference.engine.native.loading import network_builder
from inference.engine.scheduling.step_plan import Chunk
from inference.engine.sequence import SamplingParams, Sequence

BLOCK_SIZE = 16
CHUNK = 256


class LongContexts:
    """Contexts of one length, each in blocks of its own; read densely or by hashes, as asked."""

    def __init__(self, model: Path, most_streams: int, most_tokens: int) -> None:
        self._blocks_each = -(-most_tokens // BLOCK_SIZE)
        config = EngineConfig(
            model,
            num_blocks=most_streams * self._blocks_each,
            block_size=BLOCK_SIZE,
            kernels=Kernels.NATIVE,
            hash_least_keys=0,
        )
        self.checkpoint = checkpoint = open_checkpoint(model)
        build = network_builder(checkpoint, config, find_maps(checkpoint, config))
        self._network = build(VARIANTS[0])

    def read(self, token_ids: list[int], num_streams: int) -> None:
        """Puts a prompt into the cache; the other streams get a copy of what it left there."""
        first = self._sequence(token_ids, 0, None)
        for start in range(0, len(token_ids), CHUNK):
            end = min(start + CHUNK, len(token_ids))
            self._network.logits([Chunk(first, start, end)])
        size = self.num_slots_each
        for rows in self.cached_rows:
            for stream in range(1, num_streams):
                rows[:, :, stream * size : (stream + 1) * size] = rows[:, :, :size]

    @property
    def num_slots_each(self) -> int:
        return self._blocks_each * BLOCK_SIZE

    @property
    def cached_rows(self) -> list[Array]:
        """Whatever the cache keeps of a slot, each [layer, head, slot, ...]."""
        cache = self._network.cache
        kept = (cache.keys, cache.values, cache.key_scales, cache.value_scales, cache.signatures)
        return [rows for rows in kept if rows.size]

    def step_seconds(
        self, token_ids: list[int], num_streams: int, request: HashAttentionRequest | None
    ) -> float:
        """One new token for each stream; the cache is as before afterwards."""
        sequences = [self._sequence(token_ids, stream, request) for stream in range(num_streams)]
        place = len(token_ids)
        started = time.perf_counter()
        self._network.logits([Chunk(one, place, place + 1) for one in sequences])
        return time.perf_counter() - started

    def answer(
        self,
        token_ids: list[int],
        num_tokens: int,
        request: HashAttentionRequest | None,
        along: list[int] | None = None,
    ) -> list[int]:
        """The likeliest tokens after a prompt that read() has put into the cache; each follows on
        those before it, or on those of another answer."""
        likeliest: list[int] = []
        one = self._sequence(token_ids, 0, request)
        one.answer_ids.clear()
        for place in range(len(token_ids) - 1, len(token_ids) + num_tokens - 1):
            (row,) = self._network.logits([Chunk(one, place, place + 1)])
            likeliest.append(int(row.argmax()))
            one.answer_ids.append(likeliest[-1] if along is None else along[len(likeliest) - 1])
        return likeliest

    def _sequence(
        self, token_ids: list[int], stream: int, request: HashAttentionRequest | None
    ) -> Sequence:
        sampling = SamplingParams(0, 1, seed=0, max_new_tokens=1)
        first = stream * self._blocks_each
        return Sequence(
            stream,
            "",
            token_ids,
            replace(sampling, seed=stream),
            answer_ids=[1],
            hash_attention=request,
            shares_answer=request is None,
            block_table=list(range(first, first + self._blocks_each)),
        )
