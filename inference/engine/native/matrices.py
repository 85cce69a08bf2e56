"""Weight matrices in the kernels' own formats.

4 bits: value = scale * code + minimum, codes 0 to 15, scale and minimum in fp16 for each 32 inputs
of an output: what Q4_0 and Q4_1 files hold goes in without loss. 8 bits: value = scale * code,
codes -127 to 127, one scale an output.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from inference.engine.native import structures
from inference.engine.native.library import Library, address
from inference.engine.native.pages import LargePages

Array = np.ndarray[Any, np.dtype[Any]]

GROUP_SIZE = 32
OUTPUTS_MULTIPLE = 32  # kernels take two tiles of sixteen outputs at a time
LARGEST_CODE_8 = 127
ROWS_AT_ONCE = 2048  # a head has so many rows that a copy of them all would show


@dataclass(frozen=True, slots=True)
class Codes4:
    """codes uint8 [outputs, inputs]; scales, minimums fp16 [outputs, inputs / 32]."""

    codes: Array
    scales: Array
    minimums: Array

    def values(self) -> Array:
        """The weights that are really used, float32."""
        scales, minimums = (
            np.repeat(array.astype(np.float32), GROUP_SIZE, axis=1)
            for array in (self.scales, self.minimums)
        )
        return self.codes * scales + minimums


@dataclass(frozen=True, slots=True)
class Codes8:
    """codes int8 [outputs, inputs]; scales float32 [outputs]."""

    codes: Array
    scales: Array

    def values(self) -> Array:
        return self.codes * self.scales[:, None]


Codes = Codes4 | Codes8


def round_to_8(weight: Array) -> Codes8:
    """The nearest of 255 levels of each output's own range."""
    codes = Codes8(np.empty(weight.shape, np.int8), np.empty(len(weight), np.float32))
    for first in range(0, len(weight), ROWS_AT_ONCE):
        some = slice(first, first + ROWS_AT_ONCE)
        scales = np.maximum(np.abs(weight[some]).max(axis=1), 1e-12) / LARGEST_CODE_8
        codes.codes[some] = np.rint(weight[some] / scales[:, None])
        codes.scales[some] = scales
    return codes


def round_evenly_to_4(weight: Array) -> Codes4:
    """The nearest of 16 levels, -8 to 7 steps, one size of step for each group of 32."""
    groups = weight.reshape(len(weight), -1, GROUP_SIZE)
    scales = np.maximum(np.abs(groups).max(axis=2) / 7.5, 6e-8).astype(np.float16)
    steps = np.rint(groups / scales.astype(np.float32)[..., None])
    codes = (steps.clip(-8, 7) + 8).astype(np.uint8)
    return Codes4(codes.reshape(weight.shape), scales, (scales * np.float16(-8)))


def stack(parts: Sequence[Codes]) -> Codes:
    """Matrices over the same inputs, one after another, as one."""
    kind = type(parts[0])
    fields = [
        np.concatenate([getattr(part, name) for part in parts])
        for name in kind.__dataclass_fields__
    ]
    return kind(*fields)


def alternate(first: Codes, second: Codes) -> Codes:
    """Sixteen outputs of the one, sixteen of the other, and so on: gates beside their ups."""
    kind = type(first)

    def woven(name: str) -> Array:
        one, other = getattr(first, name), getattr(second, name)
        pairs = np.stack([a.reshape(-1, 16, *a.shape[1:]) for a in (one, other)], axis=1)
        return pairs.reshape(-1, *one.shape[1:])

    return kind(*[woven(name) for name in kind.__dataclass_fields__])


class PackedMatrix:
    """Codes in the kernels' order. Outputs are filled up with zeros to a multiple of 32."""

    def __init__(self, library: Library, pages: LargePages, codes: Codes) -> None:
        num_outputs, num_inputs = codes.codes.shape
        missing = -num_outputs % OUTPUTS_MULTIPLE
        bits = 4 if isinstance(codes, Codes4) else 8
        self._data = pages.take(library.matrix_bytes(bits, num_outputs + missing, num_inputs))
        parts = [
            np.ascontiguousarray(np.pad(getattr(codes, name), ((0, missing), (0, 0))))
            if getattr(codes, name).ndim == 2
            else np.pad(getattr(codes, name), (0, missing))
            for name in codes.__dataclass_fields__
        ]
        size = (num_outputs + missing, num_inputs)
        if bits == 4:
            library.pack_4(*map(address, parts), *size, address(self._data))
        else:
            library.pack_8(address(parts[0]), *size, address(self._data))
        self._scales = parts[1] if bits == 8 else None
        self.structure = structures.Matrix(
            bits, *size, address(self._data), None if bits == 4 else address(parts[1])
        )

    @property
    def num_bytes(self) -> int:
        return self._data.nbytes + (0 if self._scales is None else self._scales.nbytes)
