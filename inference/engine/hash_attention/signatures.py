"""Bit signatures, their scores and the selection by counting; the reference of the kernels.

A signature is one bit a dimension, set where the value is above 0, packed into 32-bit words: bit j
of word w is dimension 32 w + j. The score of two signatures is the product of their signs:

    score = bits - 2 popcount(one xor other)

Source: HashAttention, Desai et al., ICML 2025, arXiv 2412.14468.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

WORD_BITS = 32
Array = np.ndarray[Any, np.dtype[Any]]


def pack(values: Array) -> Array:
    """values [..., bits] -> uint32 [..., bits / 32]; raises ValueError for half a word."""
    if values.shape[-1] % WORD_BITS:
        raise ValueError(f"{values.shape[-1]} bits do not fill whole words of {WORD_BITS}.")
    packed = np.packbits(values > 0, axis=-1, bitorder="little")
    return np.ascontiguousarray(packed).view("<u4")


def signs(signatures: Array) -> Array:
    """uint32 [..., words] -> int8 [..., 32 words] of 1 and -1."""
    octets = np.ascontiguousarray(signatures.astype("<u4", copy=False)).view(np.uint8)
    bits = np.unpackbits(octets, axis=-1, bitorder="little").astype(np.int8)
    return 2 * bits - 1


def scores(query: Array, keys: Array) -> Array:
    """query [heads, words], keys [num_keys, words] -> int32 [num_keys], summed over the heads.

    With one head this is a head's own score; with a group's heads it is the group's.
    """
    differing = np.bitwise_count(query[:, None] ^ keys[None]).sum(axis=(0, 2), dtype=np.int32)
    total: Array = query.size * WORD_BITS - 2 * differing
    return total


def select(candidate_scores: Array, budget: int) -> Array:
    """The `budget` best candidates, ascending; of equal scores the most recent ones win.

    candidate_scores: int [candidates], oldest first. Counts how many have each score, finds the
    lowest score that is let in, and lets in as many of that score as still fit, from the end.
    """
    num_candidates = len(candidate_scores)
    if budget >= num_candidates:
        return np.arange(num_candidates)
    if budget <= 0:
        return np.arange(0)
    lowest = int(candidate_scores.min())
    counts = np.bincount(candidate_scores - lowest)
    at_least = counts[::-1].cumsum()[::-1]  # how many have this score or a better one
    level = int(np.flatnonzero(at_least >= budget)[-1])
    better = np.flatnonzero(candidate_scores > lowest + level)
    equal = np.flatnonzero(candidate_scores == lowest + level)
    return np.sort(np.concatenate([better, equal[len(equal) - (budget - len(better)) :]]))


def budget_of(num_keys: int, density: float) -> int:
    """How many keys a query reads in all, the two windows included."""
    return math.ceil(density * num_keys)


def kept_keys(key_scores: Array, budget: int, sink: int, local: int) -> Array:
    """Which keys a query reads, ascending: the first `sink`, the last `local`, and the best of
    the rest, `budget` in all (never fewer than the two windows).

    key_scores: int [num_keys], the query's own key last; those of the windows do not matter.
    """
    num_keys = len(key_scores)
    if max(budget, sink + local) >= num_keys:
        return np.arange(num_keys)
    middle = select(key_scores[sink : num_keys - local], budget - sink - local)
    windows = np.arange(sink), np.arange(num_keys - local, num_keys)
    return np.concatenate([windows[0], sink + middle, windows[1]])
