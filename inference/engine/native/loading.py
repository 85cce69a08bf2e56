"""From a checkpoint to networks in the kernels."""

from __future__ import annotations

from collections.abc import Callable

from inference.engine.checkpoint.base import Checkpoint, Shape
from inference.engine.config import EngineConfig, Precision, Variant
from inference.engine.hash_attention.maps import HashMaps
from inference.engine.native.cache import CacheSize, NativeCache
from inference.engine.native.library import NoKernels, Pool, load_library
from inference.engine.native.maps import NativeMaps
from inference.engine.native.matrices import GROUP_SIZE
from inference.engine.native.network import HEAD_DIMS, NativeNetwork, SparseReading
from inference.engine.native.weights import NativeWeights, WeightLoader


def network_builder(
    checkpoint: Checkpoint, config: EngineConfig, maps: HashMaps | None
) -> Callable[[Variant], NativeNetwork]:
    """Raises CheckpointUnreadable; NoKernels or CannotBuild where torch has to do."""
    shape = checkpoint.shape
    _refuse_odd_sizes(shape)
    library = load_library()
    loader = WeightLoader(library, checkpoint, config.num_threads)
    native_maps = NativeMaps(maps) if maps else None
    cache = NativeCache(
        CacheSize(
            config.kv_bits,
            shape.num_layers,
            shape.num_kv_heads,
            shape.head_dim,
            config.num_blocks * config.block_size,
            native_maps.num_signers * native_maps.num_words if native_maps else 0,
        )
    )
    pool = Pool(library, config.num_threads)
    loaded: dict[Precision, NativeWeights] = {}

    def build(variant: Variant) -> NativeNetwork:
        if variant.precision not in loaded:
            loaded[variant.precision] = loader.load(variant.precision)
        weights = loaded[variant.precision].without(variant.skipped_layers)
        sparse = None
        if native_maps and not variant.skipped_layers:
            sparse = SparseReading(native_maps, variant.density, config.hash_least_keys)
        return NativeNetwork(library, pool, shape, weights, cache, config.block_size, sparse)

    build(Variant("", precision=Precision.PLAIN))  # a file that cannot be read is told at the start
    return build


def _refuse_odd_sizes(shape: Shape) -> None:
    if shape.head_dim not in HEAD_DIMS:
        raise NoKernels(f"There are none for heads of {shape.head_dim}.")
    if shape.hidden_size % GROUP_SIZE or shape.feed_forward_size % GROUP_SIZE:
        raise NoKernels(f"There are none for rows that are no multiple of {GROUP_SIZE}.")
