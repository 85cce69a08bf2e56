"""Llama in the plainest torch: the whole sequence at once, no cache, nothing fused."""

from __future__ import annotations

import torch
from torch import Tensor

from inference.engine.checkpoint.base import Shape
from inference.engine.network.transformer import Weights


def reference_logits(shape: Shape, weights: Weights, token_ids: list[int]) -> Tensor:
    """Logits [tokens, vocabulary] in float64, from the weights that the engine really holds."""
    hidden = weights.embedding[token_ids].double()
    for layer in weights.layers:
        normed = _norm(hidden, layer.attention_norm, shape)
        hidden = hidden + _attention(normed, layer, shape) @ _matrix(layer.attention_out)
        normed = _norm(hidden, layer.feed_forward_norm, shape)
        gate, up = (normed @ _matrix(layer.gate_up)).split(shape.feed_forward_size, dim=1)
        hidden = hidden + (gate * torch.sigmoid(gate) * up) @ _matrix(layer.down)
    return _norm(hidden, weights.final_norm, shape) @ _matrix(weights.head)


def _matrix(linear) -> Tensor:
    return linear.dense().double().T


def _norm(hidden: Tensor, weight: Tensor, shape: Shape) -> Tensor:
    mean_square = hidden.square().mean(dim=1, keepdim=True)
    return hidden / torch.sqrt(mean_square + shape.rms_epsilon) * weight.double()


def _attention(normed: Tensor, layer, shape: Shape) -> Tensor:
    products = normed @ _matrix(layer.qkv)
    query, key, value = products.split([shape.query_size, shape.kv_size, shape.kv_size], dim=1)
    group = shape.num_heads // shape.num_kv_heads
    outputs = []
    for head in range(shape.num_heads):
        keys = _turned(_head(key, head // group, shape), shape)
        scores = _turned(_head(query, head, shape), shape) @ keys.T / shape.head_dim**0.5
        later = torch.ones_like(scores, dtype=torch.bool).triu(1)
        shares = torch.softmax(scores.masked_fill(later, -torch.inf), dim=1)
        outputs.append(shares @ _head(value, head // group, shape))
    return torch.cat(outputs, dim=1)


def _head(products: Tensor, index: int, shape: Shape) -> Tensor:
    return products[:, index * shape.head_dim : (index + 1) * shape.head_dim]


def _turned(head: Tensor, shape: Shape) -> Tensor:
    """Each pair (2i, 2i + 1) of row t turned by t * base ** (-2i / head_dim) / factor of i."""
    turned = torch.empty_like(head)
    factors = shape.rope_factors or (1.0,) * (shape.head_dim // 2)
    for place in range(0, shape.head_dim, 2):
        rate = shape.rope_base ** (-place / shape.head_dim) / factors[place // 2]
        angle = torch.arange(len(head)).double() * rate
        x, y = head[:, place], head[:, place + 1]
        turned[:, place] = x * angle.cos() - y * angle.sin()
        turned[:, place + 1] = x * angle.sin() + y * angle.cos()
    return turned
