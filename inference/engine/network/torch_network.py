"""A step's chunks to tensors and through the torch network."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import torch
from torch import Tensor

from inference.engine.attention.base import Span, StepContext
from inference.engine.kv_cache import KVCache
from inference.engine.network.layers import ROW_MULTIPLE
from inference.engine.network.transformer import Transformer
from inference.engine.networks import Logits
from inference.engine.scheduling.step_plan import Chunk


class TorchNetwork:
    """Batches are filled up to a multiple of ROW_MULTIPLE: then every product sums in one order,
    and a sequence gets the same numbers to the last bit, alone or in company, as long as its
    prompt is cut at the same places.
    """

    def __init__(self, transformer: Transformer, cache: KVCache) -> None:
        self._transformer = transformer
        self._cache = cache

    @property
    def takes_hash_attention(self) -> bool:
        return False

    @torch.inference_mode()
    def logits(self, chunks: Sequence[Chunk]) -> Logits:
        token_ids = list(chain.from_iterable(c.sequence.tokens(c.start, c.end) for c in chunks))
        positions = list(chain.from_iterable(range(c.start, c.end) for c in chunks))
        spans = self._spans(chunks)
        wanted = [
            span.rows[1] - 1
            for chunk, span in zip(chunks, spans, strict=True)
            if chunk.ends_in_a_draw
        ]
        num_padding = -len(token_ids) % ROW_MULTIPLE
        logits = self._transformer(
            self._moved(token_ids + [0] * num_padding),
            self._moved(positions + [0] * num_padding),
            self._moved(wanted + wanted[:1] * (-len(wanted) % ROW_MULTIPLE)),
            StepContext(self._write_slots(chunks, spans, num_padding), tuple(spans)),
        )
        rows: Logits = logits[: len(wanted)].numpy(force=True)
        return rows

    def _moved(self, numbers: list[int]) -> Tensor:
        return torch.tensor(numbers, dtype=torch.long, device=self._cache.device)

    def _spans(self, chunks: Sequence[Chunk]) -> list[Span]:
        spans, first = [], 0
        for chunk in chunks:
            last = first + chunk.end - chunk.start
            slots = self._cache.slots_of(chunk.sequence.block_table, chunk.end)
            spans.append(Span((first, last), chunk.end, slots))
            first = last
        return spans

    def _write_slots(
        self, chunks: Sequence[Chunk], spans: Sequence[Span], num_padding: int
    ) -> Tensor:
        """Slots of the new tokens [rows]: the last ones of each span."""
        parts = []
        for chunk, span in zip(chunks, spans, strict=True):
            if isinstance(span.slots, slice):
                parts.append(torch.arange(span.slots.start + chunk.start, span.slots.stop))
            else:
                parts.append(span.slots[chunk.start :])
        parts.append(torch.full((num_padding,), self._cache.padding_slot))
        return torch.cat(parts).to(self._cache.device)
