"""From the file to the weights of each variant; what variants have in common is kept once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import torch
from torch import Tensor

from inference.engine.checkpoint.base import Checkpoint
from inference.engine.checkpoint.tensor_names import HEAD
from inference.engine.config import Precision, Variant
from inference.engine.network.layers import (
    DeviceLinear,
    HalfLinear,
    Int8Linear,
    Linear,
    round_to_int4,
)
from inference.engine.network.transformer import Layer, Weights

INT4_GROUP_SIZE = 32


def load_weights(checkpoint: Checkpoint, num_threads: int) -> Weights:
    """The plain weights. Takes 2 s and briefly 60 MB a thread; raises CheckpointUnreadable."""
    shape = checkpoint.shape
    with ThreadPoolExecutor(num_threads) as pool:
        head = pool.submit(_load_head, checkpoint)
        layers = pool.map(lambda index: _load_layer(checkpoint, index), range(shape.num_layers))
        final_norm = _tensor(checkpoint, "output_norm.weight", shape.hidden_size)
        embedding, packed_head = head.result()
        return Weights(embedding, tuple(layers), final_norm, packed_head)


def derive_weights(plain: Weights, variant: Variant) -> Weights:
    """The variant's weights, made from the plain ones; those that do not differ are shared."""
    kept = [
        layer for index, layer in enumerate(plain.layers) if index not in variant.skipped_layers
    ]
    if variant.precision == Precision.PLAIN:
        return replace(plain, layers=tuple(kept))
    convert = CONVERSIONS[variant.precision]
    return replace(plain, layers=tuple(_convert(layer, convert) for layer in kept))


def weights_on(device: torch.device, weights: Weights) -> Weights:
    """The same weights, rounded to 16 bits, in the memory of a device."""

    def moved(linear: Linear) -> Linear:
        return DeviceLinear(linear.dense(), device)

    layers = [
        replace(
            _convert(layer, moved),
            attention_norm=layer.attention_norm.to(device),
            feed_forward_norm=layer.feed_forward_norm.to(device),
        )
        for layer in weights.layers
    ]
    embedding, final_norm = weights.embedding.to(device), weights.final_norm.to(device)
    return Weights(embedding, layers, final_norm, moved(weights.head))


def _to_int4(linear: Linear) -> Linear:
    return HalfLinear(round_to_int4(linear.dense(), INT4_GROUP_SIZE))


def _to_int8(linear: Linear) -> Linear:
    return Int8Linear(linear.dense())


CONVERSIONS: dict[Precision, Callable[[Linear], Linear]] = {
    Precision.INT8: _to_int8,
    Precision.INT4: _to_int4,
}


def _convert(layer: Layer, convert: Callable[[Linear], Linear]) -> Layer:
    return replace(
        layer,
        qkv=convert(layer.qkv),
        attention_out=convert(layer.attention_out),
        gate_up=convert(layer.gate_up),
        down=convert(layer.down),
    )


def _load_layer(checkpoint: Checkpoint, index: int) -> Layer:
    shape = checkpoint.shape
    hidden, wide = shape.hidden_size, shape.feed_forward_size

    def get(name: str, *size: int) -> Tensor:
        return _tensor(checkpoint, f"blk.{index}.{name}.weight", *size)

    queries = get("attn_q", shape.query_size, hidden)
    keys, values = (get(name, shape.kv_size, hidden) for name in ("attn_k", "attn_v"))
    gates, ups = (get(name, wide, hidden) for name in ("ffn_gate", "ffn_up"))
    return Layer(
        attention_norm=get("attn_norm", hidden),
        qkv=HalfLinear(torch.cat([queries, keys, values])),
        attention_out=HalfLinear(get("attn_output", hidden, shape.query_size)),
        feed_forward_norm=get("ffn_norm", hidden),
        gate_up=HalfLinear(torch.cat([gates, ups])),
        down=HalfLinear(get("ffn_down", hidden, wide)),
    )


def _load_head(checkpoint: Checkpoint) -> tuple[Tensor, Linear]:
    """The embedding and the head, which the file may give as one matrix."""
    size = (checkpoint.shape.vocabulary_size, checkpoint.shape.hidden_size)
    embedding = _tensor(checkpoint, "token_embd.weight", *size)
    head = _tensor(checkpoint, HEAD, *size) if checkpoint.has(HEAD) else embedding
    return embedding.half(), HalfLinear(head)


def _tensor(checkpoint: Checkpoint, name: str, *size: int) -> Tensor:
    return torch.from_numpy(checkpoint.weight(name, *size))
