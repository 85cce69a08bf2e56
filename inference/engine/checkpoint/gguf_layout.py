"""The head of a GGUF file: its facts and where its tensors lie, nothing taken on trust.

Every length is held against what is left of the file before anything of that length is made.
Source: the GGUF specification, versions 2 and 3, little-endian.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType, GGUFValueType

from inference.engine.errors import CheckpointUnreadable
from inference.engine.facts import shown

MAGIC = b"GGUF"
VERSIONS = (2, 3)
DEFAULT_ALIGNMENT = 32
MAX_ITEMS = 4_000_000  # in all arrays together; the largest vocabularies have half a million
MAX_ENTRIES = 65_536  # facts, and tensors
MAX_DIMENSIONS = 4
SCALARS = {
    GGUFValueType.UINT8: "<B",
    GGUFValueType.INT8: "<b",
    GGUFValueType.UINT16: "<H",
    GGUFValueType.INT16: "<h",
    GGUFValueType.UINT32: "<I",
    GGUFValueType.INT32: "<i",
    GGUFValueType.FLOAT32: "<f",
    GGUFValueType.BOOL: "<?",
    GGUFValueType.UINT64: "<Q",
    GGUFValueType.INT64: "<q",
    GGUFValueType.FLOAT64: "<d",
}

Bytes = np.ndarray[Any, np.dtype[np.uint8]]


@dataclass(frozen=True, slots=True)
class TensorPlace:
    """size counts elements, outputs first; start and num_bytes tell where they lie in the file."""

    kind: GGMLQuantizationType
    size: tuple[int, ...]
    start: int
    num_bytes: int


@dataclass(frozen=True, slots=True)
class GgufLayout:
    """facts and tensors by name; data is the whole file, mapped into memory."""

    facts: dict[str, Any]
    tensors: dict[str, TensorPlace]
    data: mmap.mmap

    def raw(self, name: str) -> Bytes:
        """A tensor's bytes, a view into the file: [its size but the last, bytes of a row]."""
        place = self.tensors[name]
        values = np.frombuffer(self.data, np.uint8, place.num_bytes, place.start)
        return values.reshape(*place.size[:-1], -1)


def read_layout(path: Path) -> GgufLayout:
    """Raises CheckpointUnreadable, which names the fault."""
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        cursor = _Cursor(data)
        num_tensors, num_facts = _read_counts(cursor)
        facts = _read_facts(cursor, num_facts)
        tensors = _read_tensors(cursor, num_tensors, _alignment(facts))
    except OSError as error:
        raise CheckpointUnreadable(f"{path.name} cannot be read: {error.strerror}.") from error
    except (ValueError, struct.error) as error:
        raise CheckpointUnreadable(
            f"{path.name} is not a whole GGUF file ({error}). Fetch it again."
        ) from error
    return GgufLayout(facts, tensors, data)


class _Cursor:
    """Reads forward; raises ValueError or struct.error where the file is too short."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._num_items = 0
        self.place = 0

    @property
    def num_left(self) -> int:
        return len(self._data) - self.place

    def unpack(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(layout, self._data, self.place)
        self.place += struct.calcsize(layout)
        return values

    def text(self) -> str:
        (num_bytes,) = self.unpack("<Q")
        if num_bytes > self.num_left:
            raise ValueError("a text reaches beyond the end")
        start, self.place = self.place, self.place + num_bytes
        return str(self._data[start : self.place], "utf-8")

    def value(self, kind: int) -> Any:
        kind = _known(GGUFValueType, kind, "fact")
        if kind == GGUFValueType.STRING:
            return self.text()
        if kind == GGUFValueType.ARRAY:
            return self._array()
        return self.unpack(SCALARS[GGUFValueType(kind)])[0]

    def _array(self) -> list[Any]:
        code, length = self.unpack("<IQ")
        kind = _known(GGUFValueType, code, "list")
        self._num_items += length
        if self._num_items > MAX_ITEMS:
            raise ValueError(f"its lists have more than {MAX_ITEMS} items")
        if kind == GGUFValueType.STRING:
            return [self.text() for _ in range(length)]
        if kind == GGUFValueType.ARRAY:
            raise ValueError("a list holds lists")
        scalar = SCALARS[GGUFValueType(kind)]
        return list(self.unpack(f"<{length}{scalar[1:]}"))


def _known(kinds: Any, code: int, what: str) -> Any:
    try:
        return kinds(code)
    except ValueError as error:
        raise ValueError(f"a {what} has the unknown type {code}") from error


def _read_counts(cursor: _Cursor) -> tuple[int, int]:
    magic, version = cursor.unpack("<4sI")
    if magic != MAGIC:
        raise ValueError("it does not begin with GGUF")
    if version not in VERSIONS:
        raise ValueError(f"its version is {version}, not 2 or 3 in little-endian order")
    num_tensors, num_facts = cursor.unpack("<QQ")
    if max(num_tensors, num_facts) > MAX_ENTRIES:
        raise ValueError(f"it claims more than {MAX_ENTRIES} facts or tensors")
    return num_tensors, num_facts


def _read_facts(cursor: _Cursor, count: int) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for _ in range(count):
        key = cursor.text()
        if key in facts:
            raise ValueError(f"the fact {shown(key)} stands twice")
        (kind,) = cursor.unpack("<I")
        facts[key] = cursor.value(kind)
    return facts


def _alignment(facts: dict[str, Any]) -> int:
    alignment = facts.get("general.alignment", DEFAULT_ALIGNMENT)
    if not isinstance(alignment, int) or not 0 < alignment <= 2**20 or alignment.bit_count() != 1:
        raise ValueError(f"its alignment is {shown(alignment)}, no power of two")
    return alignment


def _read_tensors(cursor: _Cursor, count: int, alignment: int) -> dict[str, TensorPlace]:
    heads = {}
    for _ in range(count):
        name = cursor.text()
        if name in heads:
            raise ValueError(f"the tensor {shown(name)} stands twice")
        heads[name] = _read_tensor_head(cursor, name)
    start = cursor.place + -cursor.place % alignment
    end = cursor.place + cursor.num_left
    tensors = {}
    for name, (kind, size, offset) in heads.items():
        block_size, block_bytes = GGML_QUANT_SIZES[kind]
        place = TensorPlace(kind, size, start + offset, prod(size) // block_size * block_bytes)
        if size[-1] % block_size or offset % alignment:
            raise ValueError(f"the tensor {shown(name)} does not fall on whole blocks")
        if place.start + place.num_bytes > end:
            raise ValueError(f"the tensor {shown(name)} reaches beyond the end")
        tensors[name] = place
    _refuse_overlaps(tensors)
    return tensors


def _read_tensor_head(
    cursor: _Cursor, name: str
) -> tuple[GGMLQuantizationType, tuple[int, ...], int]:
    (num_dimensions,) = cursor.unpack("<I")
    if not 0 < num_dimensions <= MAX_DIMENSIONS:
        raise ValueError(f"the tensor {shown(name)} has {num_dimensions} dimensions")
    dimensions = cursor.unpack(f"<{num_dimensions}Q")
    if 0 in dimensions:
        raise ValueError(f"the tensor {shown(name)} is empty")
    code, offset = cursor.unpack("<IQ")
    kind = _known(GGMLQuantizationType, code, f"tensor, {shown(name)},")
    return kind, tuple(reversed(dimensions)), offset


def _refuse_overlaps(tensors: dict[str, TensorPlace]) -> None:
    end = 0
    for name, place in sorted(tensors.items(), key=lambda item: item[1].start):
        if place.start < end:
            raise ValueError(f"the tensor {shown(name)} lies over another")
        end = place.start + place.num_bytes
