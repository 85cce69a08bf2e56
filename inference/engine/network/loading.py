"""From a checkpoint to torch networks: slower than the kernels, but torch runs everywhere."""

from __future__ import annotations

from collections.abc import Callable

import torch

from inference.engine.attention.base import AttentionBackend
from inference.engine.attention.dense import DenseAttention
from inference.engine.attention.hash import HashAttention
from inference.engine.checkpoint.base import Checkpoint
from inference.engine.config import EngineConfig, Variant
from inference.engine.hash_attention.maps import HashMaps
from inference.engine.kv_cache import KVCache
from inference.engine.network.torch_network import TorchNetwork
from inference.engine.network.transformer import Transformer
from inference.engine.network.weights import derive_weights, load_weights


def network_builder(
    checkpoint: Checkpoint, config: EngineConfig, maps: HashMaps | None
) -> Callable[[Variant], TorchNetwork]:
    """Reads the weights into memory; raises CheckpointUnreadable."""
    torch.set_num_threads(config.num_threads)
    shape = checkpoint.shape
    cache = KVCache(
        shape.num_layers, shape.num_kv_heads, shape.head_dim, config.num_blocks, config.block_size
    )
    plain = load_weights(checkpoint, config.num_threads)
    dense = DenseAttention(cache)

    def build(variant: Variant) -> TorchNetwork:
        attention: AttentionBackend = dense
        if maps and variant.density is not None:
            attention = HashAttention(cache, maps, variant.density)
        return TorchNetwork(Transformer(shape, derive_weights(plain, variant), attention), cache)

    return build
