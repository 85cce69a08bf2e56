"""The kernels as tests call them: products, and networks on tables of blocks that tests choose."""

from ctypes import byref

import numpy as np

from inference.engine.config import Precision
from inference.engine.native.cache import CacheSize, NativeCache
from inference.engine.native.library import Pool, address
from inference.engine.native.network import NativeNetwork
from inference.engine.native.weights import WeightLoader
from inference.engine.scheduling.step_plan import Chunk
from inference.engine.sequence import SamplingParams, Sequence

BLOCK_SIZE = 16


def multiply(library, pool, matrix, rows):
    """rows float32 [rows, inputs]; returns float32 [rows, outputs], these a multiple of 32."""
    results = np.full((len(rows), matrix.structure.num_outputs), np.nan, np.float32)
    rows = np.ascontiguousarray(rows)
    library.multiply(
        byref(matrix.structure), address(rows), len(rows), address(results), pool.handle
    )
    return results


def network_on(pool, library, checkpoint, kv_bits=16, precision=Precision.PLAIN, num_blocks=128):
    """A network with a cache of its own."""
    shape = checkpoint.shape
    heads = shape.num_layers, shape.num_kv_heads, shape.head_dim
    cache = NativeCache(CacheSize(kv_bits, *heads, num_blocks * BLOCK_SIZE))
    weights = WeightLoader(library, checkpoint, num_threads=1).load(precision)
    return NativeNetwork(library, pool, shape, weights, cache, BLOCK_SIZE)


def network_of(library, checkpoint, num_threads=1, **settings):
    return network_on(Pool(library, num_threads), library, checkpoint, **settings)


def chunk(token_ids, start, end, block_table):
    """Tokens start to end, after which the next would be drawn: so each chunk brings its logits."""
    sampling = SamplingParams(temperature=0, top_p=1, seed=0, max_new_tokens=1)
    one = Sequence(0, "", list(token_ids[:end]), sampling)
    one.block_table = list(block_table)
    return Chunk(one, start, end)


def logits_one_by_one(network, token_ids, block_table):
    """Logits [tokens, vocabulary], each from a step of its own."""
    steps = range(len(token_ids))
    rows = [network.logits([chunk(token_ids, i, i + 1, block_table)]) for i in steps]
    return np.concatenate(rows)
