"""Hash maps in the kernels' structure, and the errors that the kernels have measured."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np

from inference.engine.hash_attention.maps import Affine, HashMaps
from inference.engine.native import structures
from inference.engine.native.library import Array, address


class NativeMaps:
    """Keeps the arrays that the structure points to."""

    def __init__(self, maps: HashMaps) -> None:
        dense = np.zeros(maps.num_layers, np.uint8)
        dense[list(maps.dense_layers)] = 1
        self._kept: list[Array] = [dense]
        self.num_signers = int(maps.key[0].weight.shape[1])
        self.num_words = maps.num_words
        self.structure = structures.HashMaps(
            self.num_signers,
            maps.num_words,
            len(maps.query),
            maps.sink,
            maps.local,
            address(dense),
            self._steps(maps.query),
            self._steps(maps.key),
        )

    def _steps(self, steps: tuple[Affine, ...]) -> ctypes.Array[structures.Affine]:
        filled = structures.AffineSteps()
        for place, step in enumerate(steps):
            weight, bias = map(np.ascontiguousarray, (step.weight, step.bias))
            self._kept += [weight, bias]
            filled[place] = structures.Affine(address(weight), address(bias), *weight.shape[2:])
        return filled


@dataclass(frozen=True, slots=True)
class RealisedErrors:
    """Over the (head, query) pairs that were computed both ways since the engine started.

    num_beyond: those whose error was larger than the epsilon asked for. Errors are relative L2.
    """

    num_pairs: int
    num_beyond: int
    mean: float
    largest: float
    share_read: float

    @classmethod
    def of(cls, log: structures.ErrorLog) -> RealisedErrors:
        pairs, keys = max(log.num_pairs, 1), max(log.num_keys, 1)
        return cls(
            log.num_pairs,
            log.num_beyond,
            log.sum_of_errors / pairs,
            log.largest_error,
            log.num_read / keys,
        )
