"""A GGUF file of the llama family as a checkpoint."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType, dequantize

from inference.engine.checkpoint.base import BlockMatrix, Floats, Shape
from inference.engine.checkpoint.gguf_blocks import unpack_blocks
from inference.engine.checkpoint.gguf_facts import read_shape, read_vocabulary
from inference.engine.checkpoint.gguf_layout import read_layout
from inference.engine.checkpoint.tensor_names import HEAD, check_tensors, tensor_sizes
from inference.engine.errors import CheckpointUnreadable
from inference.engine.facts import Facts
from inference.engine.tokenizer.vocabulary import VocabularyData

ROPE_FACTORS = "rope_freqs.weight"


class GgufCheckpoint:
    """Opened, not loaded: weights are read and dequantised when asked for, and not kept."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._layout = read_layout(path)
        self._sizes = {name: place.size for name, place in self._layout.tensors.items()}
        facts = Facts(self._layout.facts, "The model file")
        rope_factors = self._read_rope_factors()
        self.shape: Shape = read_shape(facts, rope_factors)
        self.vocabulary: VocabularyData = read_vocabulary(facts)
        self.chat_template: str = facts.text("tokenizer.chat_template")
        check_tensors(dict(tensor_sizes(self.shape)), self._sizes, optional=[HEAD, ROPE_FACTORS])

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the file, as its publisher may state it."""
        with self._path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def has(self, name: str) -> bool:
        return name in self._sizes

    def weight(self, name: str, *shape: int) -> Floats:
        if not self.has(name):
            raise CheckpointUnreadable(f"The model file lacks the tensor {name}. Fetch it again.")
        if self._sizes[name] != shape:
            raise CheckpointUnreadable(
                f"{name} is {self._sizes[name]}, not {shape}. Fetch it again."
            )
        kind = self._layout.tensors[name].kind
        try:
            with np.errstate(all="ignore"):
                values = dequantize(self._layout.raw(name), kind)
        except NotImplementedError as error:
            raise CheckpointUnreadable(
                f"{name} is kept as {kind.name}, which this engine cannot read. "
                "Use a file in F16, Q8_0, Q4_0 or Q4_1."
            ) from error
        if not np.isfinite(values).all():
            raise CheckpointUnreadable(f"{name} holds numbers that are none. Fetch it again.")
        return np.require(values, np.float32, ["W"])

    def blocks(self, name: str) -> BlockMatrix | None:
        if not self.has(name):
            raise CheckpointUnreadable(f"The model file lacks the tensor {name}. Fetch it again.")
        matrix = unpack_blocks(self._layout.raw(name), self._layout.tensors[name].kind)
        for numbers in (matrix.scales, matrix.minimums) if matrix else ():
            if numbers is not None and not np.isfinite(numbers).all():
                raise CheckpointUnreadable(f"{name} holds scales that are none. Fetch it again.")
        return matrix

    def _read_rope_factors(self) -> tuple[float, ...] | None:
        if not self.has(ROPE_FACTORS):
            return None
        place = self._layout.tensors[ROPE_FACTORS]
        if place.kind != GGMLQuantizationType.F32 or len(place.size) != 1:
            raise CheckpointUnreadable(f"{ROPE_FACTORS} is no list of F32. Fetch it again.")
        values = self.weight(ROPE_FACTORS, *place.size)
        if len(values) > 4096 or not (values > 0).all():
            raise CheckpointUnreadable(
                f"{ROPE_FACTORS} holds divisors that cannot be. Fetch it again."
            )
        return tuple(values.tolist())
