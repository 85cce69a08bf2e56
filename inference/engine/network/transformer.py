"""The Llama network: token ids in, logits out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional

from inference.engine.attention.base import AttentionBackend, StepContext
from inference.engine.checkpoint.base import Shape
from inference.engine.network.layers import Linear, rope_table, rotate


@dataclass(frozen=True, slots=True)
class Layer:
    """Weights of one layer. qkv and gate_up are each one product instead of three and two."""

    attention_norm: Tensor
    qkv: Linear
    attention_out: Linear
    feed_forward_norm: Tensor
    gate_up: Linear
    down: Linear


@dataclass(frozen=True, slots=True)
class Weights:
    """embedding [vocabulary, hidden] in 16 bits; head is the same matrix, packed to multiply."""

    embedding: Tensor
    layers: Sequence[Layer]
    final_norm: Tensor
    head: Linear


class Transformer:
    """Holds weights, keeps nothing between calls; the attention keeps the cache."""

    def __init__(self, shape: Shape, weights: Weights, attention: AttentionBackend) -> None:
        self._shape = shape
        self._weights = weights
        self._attention = attention
        self._turns = rope_table(shape).to(weights.embedding.device)

    def __call__(
        self, token_ids: Tensor, positions: Tensor, wanted_rows: Tensor, step: StepContext
    ) -> Tensor:
        """token_ids, positions [rows]; returns logits [len(wanted_rows), vocabulary]."""
        hidden = self._weights.embedding[token_ids].float()
        turns = self._turns[positions]
        for index, layer in enumerate(self._weights.layers):
            hidden += self._attend(
                layer, index, self._norm(hidden, layer.attention_norm), turns, step
            )
            hidden += self._feed_forward(layer, self._norm(hidden, layer.feed_forward_norm))
        return self._weights.head(self._norm(hidden[wanted_rows], self._weights.final_norm))

    def _norm(self, hidden: Tensor, weight: Tensor) -> Tensor:
        size = (self._shape.hidden_size,)
        return functional.rms_norm(hidden, size, weight, self._shape.rms_epsilon)

    def _attend(
        self, layer: Layer, index: int, hidden: Tensor, turns: Tensor, step: StepContext
    ) -> Tensor:
        shape = self._shape
        heads = layer.qkv(hidden).unflatten(1, (-1, shape.head_dim))
        num_turned = shape.num_heads + shape.num_kv_heads
        turned = rotate(heads[:, :num_turned], turns)
        query, key = turned.split([shape.num_heads, shape.num_kv_heads], dim=1)
        attended = self._attention.attend(query, key, heads[:, num_turned:], index, step)
        return layer.attention_out(attended)

    def _feed_forward(self, layer: Layer, hidden: Tensor) -> Tensor:
        gate, up = layer.gate_up(hidden).chunk(2, dim=1)
        return layer.down(functional.silu(gate).mul_(up))
