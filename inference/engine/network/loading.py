"""From a checkpoint to torch networks: slower than the kernels, but torch runs everywhere.

On a GPU nothing of this has been verified: no machine that it was written on had one.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

from inference.engine.attention.base import AttentionBackend
from inference.engine.attention.dense import DenseAttention
from inference.engine.attention.hash import HashAttention
from inference.engine.checkpoint.base import Checkpoint
from inference.engine.config import EngineConfig, Kernels, Variant
from inference.engine.errors import BadSetting
from inference.engine.hash_attention.maps import HashMaps
from inference.engine.kv_cache import KVCache
from inference.engine.network.torch_network import TorchNetwork
from inference.engine.network.transformer import Transformer
from inference.engine.network.weights import derive_weights, load_weights, weights_on


def network_builder(
    checkpoint: Checkpoint, config: EngineConfig, maps: HashMaps | None
) -> Callable[[Variant], TorchNetwork]:
    """Reads the weights into memory; raises CheckpointUnreadable, BadSetting without a GPU."""
    torch.set_num_threads(config.num_threads)
    device = _device(config.kernels)
    shape = checkpoint.shape
    cache = KVCache(
        shape.num_layers,
        shape.num_kv_heads,
        shape.head_dim,
        config.num_blocks,
        config.block_size,
        device,
    )
    plain = load_weights(checkpoint, config.num_threads)
    dense = DenseAttention(cache)

    def build(variant: Variant) -> TorchNetwork:
        attention: AttentionBackend = dense
        if maps and variant.density is not None:
            attention = HashAttention(cache, maps, variant.density)
        weights = derive_weights(plain, variant)
        if device.type != "cpu":
            weights = weights_on(device, weights)
        return TorchNetwork(Transformer(shape, weights, attention), cache)

    return build


def _device(kernels: Kernels) -> torch.device:
    if kernels != Kernels.CUDA:
        return torch.device("cpu")
    if not torch.cuda.is_available():
        raise BadSetting("torch finds no CUDA device. Choose other kernels: auto, native or torch.")
    return torch.device("cuda")
