"""Signatures without learning: what the learned maps have to beat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inference.engine.hash_attention.maps import Affine, HashMaps, Kind
from inference.engine.hash_attention.signatures import Array, pack


def random_maps(like: HashMaps, num_kv_heads: int, seed: int) -> HashMaps:
    """Locality-sensitive hashing: one random projection a key-value head for queries and keys.

    As many bits, the same dense layers and windows, and one selection a group. Source: Charikar,
    Similarity estimation techniques from rounding algorithms, STOC 2002.
    """
    num_layers, num_heads, dim, _ = like.query[0].weight.shape
    rng = np.random.default_rng(seed)
    size = (num_layers, num_kv_heads, dim, like.bits)
    projection = rng.standard_normal(size, dtype=np.float32)
    repeated = np.repeat(projection, num_heads // num_kv_heads, axis=1)
    no_bias = [np.zeros((num_layers, n, like.bits), np.float32) for n in (num_heads, num_kv_heads)]
    return HashMaps(
        kind=Kind.LINEAR,
        bits=like.bits,
        query=(Affine(repeated, no_bias[0]),),
        key=(Affine(projection, no_bias[1]),),
        dense_layers=like.dense_layers,
        sink=like.sink,
        local=like.local,
        checkpoint_sha256=like.checkpoint_sha256,
    )


@dataclass(frozen=True, slots=True)
class AugmentedLsh:
    """Random projections of vectors with one dimension more, so that angles order as products.

    A key becomes [k ; sqrt(M^2 - |k|^2)], M the longest key of those given; a query [q ; 0].
    weight [layers, kv_heads, dim + 1, bits]. Keys must be given all at once, for M.
    Source: Neyshabur and Srebro, ICML 2015.
    """

    weight: Array
    group: int
    shares_keys: bool = True

    @classmethod
    def like(cls, maps: HashMaps, num_kv_heads: int, seed: int) -> AugmentedLsh:
        num_layers, num_heads, dim, _ = maps.query[0].weight.shape
        size = (num_layers, num_kv_heads, dim + 1, maps.bits)
        weight = np.random.default_rng(seed).standard_normal(size, dtype=np.float32)
        return cls(weight, num_heads // num_kv_heads)

    def query_signatures(self, layer: int, query: Array) -> Array:
        weight = np.repeat(self.weight[layer, :, :-1], self.group, axis=0)
        return pack((query.transpose(1, 0, 2) @ weight).transpose(1, 0, 2))

    def key_signatures(self, layer: int, key: Array) -> Array:
        lengths = np.square(key).sum(axis=-1, keepdims=True)
        rest = np.sqrt(np.maximum(lengths.max(axis=0) - lengths, 0))
        augmented = np.concatenate([key, rest], axis=-1).transpose(1, 0, 2)
        return pack((augmented @ self.weight[layer]).transpose(1, 0, 2))
