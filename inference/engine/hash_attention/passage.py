"""One passage through the frozen network, chunk by chunk, with its queries and keys kept."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from inference.engine.attention.base import Span, StepContext
from inference.engine.checkpoint.base import Shape
from inference.engine.network.transformer import Transformer, Weights

CHUNK_TOKENS = 256

# (query [heads, rows, dim], keys, values [kv_heads, num_keys, dim], layer) -> like query.
# The last row is the newest token: it may look at all keys, each row above at one fewer.
Attend = Callable[[Tensor, Tensor, Tensor, int], Tensor]


def attend_densely(query: Tensor, keys: Tensor, values: Tensor, layer: int) -> Tensor:
    """Every row looks at every key before it."""
    group = len(query) // len(keys)
    return functional.scaled_dot_product_attention(
        query[None],
        keys.repeat_interleave(group, dim=0)[None],
        values.repeat_interleave(group, dim=0)[None],
        attn_mask=causal(query.shape[1], keys.shape[1]),
    )[0]


def causal(num_rows: int, num_keys: int) -> Tensor:
    """True where a row may look; [rows, num_keys]."""
    return torch.ones(num_rows, num_keys, dtype=torch.bool).tril_(num_keys - num_rows)


@dataclass(frozen=True, slots=True)
class Passage:
    """What training and measuring need of a passage; 16 bits.

    keys, values [layers, kv_heads, tokens, dim];
    queries [layers, heads, positions, dim]; positions [positions]: where they stand, ascending.
    """

    keys: Tensor
    values: Tensor
    queries: Tensor
    positions: Tensor


class PassageAttention:
    """An attention backend for one sequence from its first token on.

    keys, values: [layers, kv_heads, num_tokens, dim], filled as the passage is run.
    wanted: positions whose queries are kept, in queries [layers, heads, wanted, dim].
    """

    def __init__(
        self, shape: Shape, num_tokens: int, wanted: Tensor, attend: Attend = attend_densely
    ) -> None:
        size = (shape.num_layers, shape.num_kv_heads, num_tokens, shape.head_dim)
        self.keys, self.values = torch.zeros(size), torch.zeros(size)
        self.queries = torch.zeros(shape.num_layers, shape.num_heads, len(wanted), shape.head_dim)
        self.attend_rows = attend
        self._wanted = wanted

    def attend(
        self, query: Tensor, key: Tensor, value: Tensor, layer: int, step: StepContext
    ) -> Tensor:
        (span,) = step.spans
        last, first = span.num_keys, span.num_keys - span.num_rows
        self.keys[layer, :, first:last] = key.transpose(0, 1)
        self.values[layer, :, first:last] = value.transpose(0, 1)
        heads = query.transpose(0, 1)
        here = (self._wanted >= first) & (self._wanted < last)
        self.queries[layer][:, here] = heads[:, self._wanted[here] - first]
        keys, values = self.keys[layer, :, :last], self.values[layer, :, :last]
        return self.attend_rows(heads, keys, values, layer).transpose(0, 1).flatten(1)

    def passage(self) -> Passage:
        """A copy of what has been kept so far."""
        return Passage(self.keys.half(), self.values.half(), self.queries.half(), self._wanted)


def run_passage(
    shape: Shape,
    weights: Weights,
    attention: PassageAttention,
    token_ids: Tensor,
    first: int = 0,
    wanted_from: int | None = None,
) -> Tensor:
    """Runs token_ids[first:]; returns logits [rows, vocabulary] of rows wanted_from onwards."""
    network = Transformer(shape, weights, attention)
    num_tokens = len(token_ids)
    wanted_from = num_tokens if wanted_from is None else wanted_from
    logits = []
    for start in range(first, num_tokens, CHUNK_TOKENS):
        end = min(start + CHUNK_TOKENS, num_tokens)
        positions = torch.arange(start, end)
        step = StepContext(positions, (Span((0, end - start), end, slice(0, end)),))
        rows = torch.arange(end - start)[max(wanted_from - start, 0) :]
        chunk = network(token_ids[start:end], positions, rows, step)
        if len(rows):
            logits.append(chunk)
    return torch.cat(logits) if logits else torch.zeros(0, shape.vocabulary_size)


@torch.inference_mode()
def record_passage(shape: Shape, weights: Weights, token_ids: Tensor, positions: Tensor) -> Passage:
    attention = PassageAttention(shape, len(token_ids), positions)
    run_passage(shape, weights, attention, token_ids)
    return attention.passage()


def save_passage(passage: Passage, path: Path) -> None:
    """The file appears whole."""
    draft = path.with_name(f".{path.name}.draft")
    torch.save([getattr(passage, name) for name in Passage.__dataclass_fields__], draft)
    os.replace(draft, path)


def load_passage(path: Path) -> Passage:
    return Passage(*torch.load(path, weights_only=True))
