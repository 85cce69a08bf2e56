"""One layer of HashAttention against our own dense kernel, and that kernel against the memory.

Random keys, values and signatures: time does not depend on what they say. Fresh queries for each
call, so that other rows are read each time.
"""

from __future__ import annotations

import math
import os
import time
from statistics import median

import numpy as np

from bench.engine import limits
from bench.report import Label, Result, report
from inference.engine.hash_attention.maps import Affine, HashMaps, Kind
from inference.engine.native.attention_layer import AttentionLayer, Row
from inference.engine.native.cache import CacheSize, NativeCache
from inference.engine.native.library import Library, Pool, load_library
from inference.engine.sparse_span import DENSE, SparseSpan

NUM_HEADS, NUM_KV_HEADS, HEAD_DIM, BLOCK_SIZE, BITS = 9, 3, 64, 16, 32  # of SmolLM2-135M
DENSITY = 1 / 32
LENGTHS = {"32k": 32 * 1024, "128k": 128 * 1024}
GOALS = {  # (selection, length) -> times the dense kernel
    ("shared", "32k"): 3.0,
    ("shared", "128k"): 4.0,
    ("per-query", "32k"): 1.6,
    ("per-query", "128k"): 2.0,
}
SHARE_GOAL = 0.6  # of the streaming bandwidth, for the dense kernel at 32k


class LayerTimer:
    """A layer over one long row. num_signers: selections for each row."""

    def __init__(self, library: Library, num_keys: int, num_signers: int) -> None:
        rng = np.random.default_rng(0)
        size = CacheSize(16, 1, NUM_KV_HEADS, HEAD_DIM, num_keys, num_signers)
        cache = NativeCache(size)
        for rows in (cache.keys, cache.values):  # bfloat16 of numbers around 1
            rows[:] = rng.integers(0x3F00, 0x3FFF, rows.shape, np.uint16)
        cache.signatures[:] = rng.integers(0, 2**32, cache.signatures.shape, np.uint32)
        maps = HashMaps(
            kind=Kind.LINEAR if num_signers == NUM_KV_HEADS else Kind.PAPER,
            bits=BITS,
            query=(_random_step(rng, NUM_HEADS),),
            key=(_random_step(rng, num_signers),),
            dense_layers=(),
            sink=16,
            local=64,
            checkpoint_sha256="",
        )
        pool = Pool(library, os.cpu_count() or 1)
        self._layer = AttentionLayer(library, pool, NUM_HEADS, cache, BLOCK_SIZE, maps)
        blocks = rng.permutation(num_keys // BLOCK_SIZE).astype(np.int32)
        self._rng, self.num_keys, self._blocks = rng, num_keys, blocks

    def seconds(self, reading: SparseSpan) -> float:
        queries = self._rng.normal(size=(1, NUM_HEADS, HEAD_DIM)).astype(np.float32)
        row = Row(self._blocks, self.num_keys, reading)
        started = time.perf_counter()
        self._layer.attend(0, queries, [row])
        return time.perf_counter() - started


def _random_step(rng: np.random.Generator, num_heads: int) -> Affine:
    weight = rng.normal(size=(1, num_heads, HEAD_DIM, BITS)).astype(np.float32)
    return Affine(weight, np.zeros((1, num_heads, BITS), np.float32))


def measure(num_rounds: int) -> None:
    library = load_library()
    for selection, num_signers in (("shared", NUM_KV_HEADS), ("per-query", NUM_HEADS)):
        for name, num_keys in LENGTHS.items():
            dense, sparse = _take_turns(LayerTimer(library, num_keys, num_signers), num_rounds)
            report(_speed_up(selection, name, dense, sparse))
            if (selection, name) == ("shared", "32k"):
                report(_share(num_keys, dense))


def _take_turns(timer: LayerTimer, num_rounds: int) -> tuple[list[float], list[float]]:
    """Seconds, dense and sparse in turn; the first rounds warm up."""
    reading = SparseSpan(budget=math.ceil(DENSITY * timer.num_keys))
    pairs = [(timer.seconds(DENSE), timer.seconds(reading)) for _ in range(num_rounds + 3)][3:]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _speed_up(selection: str, name: str, dense: list[float], sparse: list[float]) -> Result:
    middle = "" if selection == "shared" else "per-query-"
    return Result(
        name=f"hash-layer-{middle}{name}-vs-dense",
        value=1e3 * median(sparse),
        unit="ms",
        peer="our dense kernel",
        peer_value=1e3 * median(dense),
        ratio=median(one / other for one, other in zip(dense, sparse, strict=True)),
        goal=GOALS[selection, name],
        label=Label.REAL_CPU,
        conditions={"threads": os.cpu_count(), "density": DENSITY, "repetitions": len(dense)},
    )


def _share(num_keys: int, dense: list[float]) -> Result:
    num_bytes = 2 * 2 * NUM_KV_HEADS * HEAD_DIM * num_keys
    with limits.compiled_meter() as meter:
        bandwidth = max(meter.read().bandwidth)
    value = num_bytes / median(dense) / 1e9
    return Result(
        name="limit-attention-share",
        value=value,
        unit="GB/s",
        peer="the machine's limit",
        peer_value=bandwidth,
        ratio=value / bandwidth,
        goal=SHARE_GOAL,
        label=Label.REAL_CPU,
        conditions={"threads": os.cpu_count(), "context": num_keys, "cache": "bfloat16"},
    )
