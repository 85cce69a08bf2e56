"""A safetensors file, mapped into memory: the library checks it, numpy reads it.

The library's own numpy door does not know bfloat16, and Llamas are mostly kept so.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open

from inference.engine.checkpoint.base import Floats
from inference.engine.errors import CheckpointUnreadable
from inference.engine.facts import parse_json, shown

LENGTH_BYTES = 8
MAX_HEAD_BYTES = 16 * 2**20  # 100,000 tensors; real heads have some 100 bytes for each of theirs
WIDTHS = {"F32": "<f4", "F16": "<f2", "BF16": "<u2"}


@dataclass(frozen=True, slots=True)
class TensorPlace:
    kind: str
    size: tuple[int, ...]
    start: int


class SafetensorsFile:
    """tensors by Hugging Face's names. Raises CheckpointUnreadable, which names the fault."""

    def __init__(self, path: Path) -> None:
        head = _read_head(path)
        try:
            with safe_open(path, framework="np"), path.open("rb") as file:
                self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (SafetensorError, OSError, ValueError) as error:
            raise CheckpointUnreadable(
                f"{path.name} is not a whole safetensors file ({shown(str(error))}). "
                "Fetch it again."
            ) from error
        data_start = LENGTH_BYTES + struct.unpack_from("<Q", self._data)[0]
        self.tensors = {
            name: TensorPlace(
                entry["dtype"], tuple(entry["shape"]), data_start + entry["data_offsets"][0]
            )
            for name, entry in head.items()
            if name != "__metadata__"
        }

    def floats(self, name: str) -> Floats:
        """A fresh array; raises CheckpointUnreadable for whole numbers and other kinds."""
        place = self.tensors[name]
        if place.kind not in WIDTHS:
            raise CheckpointUnreadable(
                f"{name} is kept as {place.kind}, which this engine cannot read. "
                "Use F32, F16 or BF16, or a GGUF file."
            )
        raw = np.frombuffer(self._data, WIDTHS[place.kind], prod(place.size), place.start)
        if place.kind == "BF16":  # the upper half of a float32
            raw = (raw.astype(np.uint32) << 16).view(np.float32)
        return np.require(raw, np.float32, ["W"]).reshape(place.size)


def _read_head(path: Path) -> dict[str, Any]:
    """The JSON at the file's beginning. Its words can be trusted once the library agrees."""
    try:
        with path.open("rb") as file:
            length_bytes = file.read(LENGTH_BYTES)
            length = int.from_bytes(length_bytes, "little")
            if len(length_bytes) < LENGTH_BYTES or length > MAX_HEAD_BYTES:
                raise CheckpointUnreadable(
                    f"{path.name} is not a whole safetensors file (its head of {length} bytes is "
                    "none). Fetch it again."
                )
            return parse_json(file.read(length), path.name)
    except OSError as error:
        raise CheckpointUnreadable(f"{path.name} cannot be read: {error.strerror}.") from error
