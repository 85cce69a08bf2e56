"""A step's plan to tensors, through the network, to token ids."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

import torch
from torch import Tensor

from inference.engine.attention.base import Span, StepContext
from inference.engine.kv_cache import KVCache
from inference.engine.network.layers import ROW_MULTIPLE
from inference.engine.network.transformer import Transformer
from inference.engine.sampler import Drawn, draw_next
from inference.engine.scheduler import Chunk, StepPlan


class Runner:
    """Runs each variant's chunks as one batch.

    Batches are filled up to a multiple of ROW_MULTIPLE: then every product sums in one order, and
    a sequence gets the same numbers to the last bit, alone or in company.
    """

    def __init__(self, networks: Mapping[str, Transformer], cache: KVCache) -> None:
        self._networks = networks
        self._cache = cache

    @torch.inference_mode()
    def run(self, plan: StepPlan) -> dict[int, Drawn]:
        """Next token by sequence id, for chunks that end in a draw. Fills the cache."""
        drawn: dict[int, Drawn] = {}
        for variant, chunks in plan.batches.items():
            drawn |= self._run_batch(self._networks[variant], chunks)
        return drawn

    def _run_batch(self, network: Transformer, chunks: list[Chunk]) -> dict[int, Drawn]:
        token_ids = list(chain.from_iterable(c.sequence.tokens(c.start, c.end) for c in chunks))
        positions = list(chain.from_iterable(range(c.start, c.end) for c in chunks))
        spans = self._spans(chunks)
        drawing = [(c, span) for c, span in zip(chunks, spans, strict=True) if c.ends_in_a_draw]
        num_padding = -len(token_ids) % ROW_MULTIPLE
        logits = network(
            torch.tensor(token_ids + [0] * num_padding),
            torch.tensor(positions + [0] * num_padding),
            torch.tensor(_wanted_rows(drawing), dtype=torch.long),
            StepContext(self._write_slots(chunks, spans, num_padding), tuple(spans)),
        )
        return {
            chunk.sequence.sequence_id: self._draw(chunk, logits[row])
            for row, (chunk, _) in enumerate(drawing)
        }

    def _draw(self, chunk: Chunk, logits: Tensor) -> Drawn:
        return draw_next(chunk.sequence, logits)

    def _spans(self, chunks: list[Chunk]) -> list[Span]:
        spans, first = [], 0
        for chunk in chunks:
            last = first + chunk.end - chunk.start
            slots = self._cache.slots_of(chunk.sequence.block_table, chunk.end)
            spans.append(Span((first, last), chunk.end, slots))
            first = last
        return spans

    def _write_slots(self, chunks: list[Chunk], spans: list[Span], num_padding: int) -> Tensor:
        """Slots of the new tokens [rows]: the last ones of each span."""
        parts = []
        for chunk, span in zip(chunks, spans, strict=True):
            if isinstance(span.slots, slice):
                parts.append(torch.arange(span.slots.start + chunk.start, span.slots.stop))
            else:
                parts.append(span.slots[chunk.start :])
        parts.append(torch.full((num_padding,), self._cache.padding_slot))
        return torch.cat(parts)


def _wanted_rows(drawing: list[tuple[Chunk, Span]]) -> list[int]:
    """The last row of each chunk that ends in a draw; the first of them again as padding."""
    rows = [span.rows[1] - 1 for _, span in drawing]
    return rows + rows[:1] * (-len(rows) % ROW_MULTIPLE)
