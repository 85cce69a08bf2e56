"""From a checkpoint to networks in the kernels."""

from __future__ import annotations

from collections.abc import Callable

from inference.engine.checkpoint.base import Checkpoint, Shape
from inference.engine.config import EngineConfig, Precision, Variant
from inference.engine.native.cache import CacheSize, NativeCache
from inference.engine.native.library import NoKernels, Pool, load_library
from inference.engine.native.matrices import GROUP_SIZE
from inference.engine.native.network import HEAD_DIMS, NativeNetwork
from inference.engine.native.weights import NativeWeights, WeightLoader


def network_builder(
    checkpoint: Checkpoint, config: EngineConfig
) -> Callable[[Variant], NativeNetwork]:
    """Raises CheckpointUnreadable; NoKernels or CannotBuild where torch has to do."""
    shape = checkpoint.shape
    _refuse_odd_sizes(shape)
    library = load_library()
    loader = WeightLoader(library, checkpoint, config.num_threads)
    cache = NativeCache(
        CacheSize(
            config.kv_bits,
            shape.num_layers,
            shape.num_kv_heads,
            shape.head_dim,
            config.num_blocks * config.block_size,
        )
    )
    pool = Pool(library, config.num_threads)
    loaded: dict[Precision, NativeWeights] = {}

    def build(variant: Variant) -> NativeNetwork:
        if variant.precision not in loaded:
            loaded[variant.precision] = loader.load(variant.precision)
        weights = loaded[variant.precision].without(variant.skipped_layers)
        return NativeNetwork(library, pool, shape, weights, cache, config.block_size)

    build(Variant("", precision=Precision.PLAIN))  # a file that cannot be read is told at the start
    return build


def _refuse_odd_sizes(shape: Shape) -> None:
    if shape.head_dim not in HEAD_DIMS:
        raise NoKernels(f"There are none for heads of {shape.head_dim}.")
    if shape.hidden_size % GROUP_SIZE or shape.feed_forward_size % GROUP_SIZE:
        raise NoKernels(f"There are none for rows that are no multiple of {GROUP_SIZE}.")
