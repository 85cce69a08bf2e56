"""A GGUF file of the llama family: its shape, its words and its weights."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGUFReader, GGUFValueType, dequantize

from inference.engine.errors import CheckpointUnreadable
from inference.engine.tokenizer.vocabulary import VocabularyData

ARCHITECTURE = "llama"


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network; rope_base and rms_epsilon are its two constants."""

    num_layers: int
    num_heads: int
    num_kv_heads: int
    head_dim: int
    hidden_size: int
    feed_forward_size: int
    vocabulary_size: int
    context_length: int
    rope_base: float
    rms_epsilon: float

    @property
    def kv_size(self) -> int:
        return self.num_kv_heads * self.head_dim


class _QuickReader(GGUFReader):
    """GGUFReader that keeps arrays whole, in `arrays` by the offset at which they begin.

    The library makes two numpy views for each string of an array: for 98,000 tokens and merges
    that takes 3.3 s of a start-up.
    """

    def __init__(self, path: Path) -> None:
        self.arrays: dict[int, list[Any]] = {}
        super().__init__(path)

    def value(self, key: str) -> Any:
        field = self.fields[key]
        if field.types == [GGUFValueType.ARRAY]:
            return self.arrays[int(field.parts[-1][0])]
        return field.contents()

    def _get_field_parts(self, orig_offs: int, raw_type: int) -> tuple[int, list, list, list]:
        if raw_type != GGUFValueType.ARRAY:
            return super()._get_field_parts(orig_offs, raw_type)
        item_type, length = struct.unpack_from("<IQ", self.data.data, orig_offs)
        start = orig_offs + struct.calcsize("<IQ")
        if item_type == GGUFValueType.STRING:
            values, end = self._read_strings(start, length)
        else:
            array = self._get(start, self.gguf_scalar_to_np[GGUFValueType(item_type)], length)
            values, end = array.tolist(), start + array.nbytes
        if len(values) != length:
            raise ValueError("an array ends early")
        self.arrays[orig_offs] = values
        return end - orig_offs, [np.array([orig_offs])], [0], [GGUFValueType.ARRAY]

    def _read_strings(self, start: int, count: int) -> tuple[list[str], int]:
        view, place, strings = self.data.data, start, []
        for _ in range(count):
            (size,) = struct.unpack_from("<Q", view, place)
            strings.append(str(view[place + 8 : place + 8 + size], "utf-8"))
            place += 8 + size
        return strings, place


class Checkpoint:
    """An opened file. Weights are dequantised when asked for and not kept."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise CheckpointUnreadable(
                f"There is no model file at {path}. Fetch the model, or give another --model."
            )
        try:
            self._reader = _QuickReader(path)
            self._check_architecture()
            self.shape = self._read_shape()
            self.vocabulary = self._read_vocabulary()
            self.chat_template: str = self._value("tokenizer.chat_template")
            self._tensors = {tensor.name: tensor for tensor in self._reader.tensors}
        except CheckpointUnreadable:
            raise
        except (ValueError, KeyError, IndexError, TypeError, OverflowError, struct.error) as error:
            raise CheckpointUnreadable(
                f"{path.name} is not a whole GGUF file ({error}). Fetch it again."
            ) from error

    def weight(self, name: str, *shape: int) -> np.ndarray[Any, np.dtype[np.float32]]:
        """One tensor as float32; raises CheckpointUnreadable unless it has just this shape."""
        tensor = self._tensors.get(name)
        if tensor is None:
            raise CheckpointUnreadable(f"The model file lacks the tensor {name}. Fetch it again.")
        values = dequantize(tensor.data, tensor.tensor_type)
        if values.shape != shape:
            raise CheckpointUnreadable(f"{name} is {values.shape}, not {shape}. Fetch it again.")
        if not np.isfinite(values).all():
            raise CheckpointUnreadable(f"{name} holds numbers that are none. Fetch it again.")
        return np.require(values, np.float32, ["W"])

    def has(self, name: str) -> bool:
        return name in self._tensors

    def _value(self, key: str) -> Any:
        if key not in self._reader.fields:
            raise CheckpointUnreadable(f"The model file does not say its {key}.")
        return self._reader.value(key)

    def _check_architecture(self) -> None:
        found = self._value("general.architecture")
        if found != ARCHITECTURE:
            raise CheckpointUnreadable(
                f"The model's architecture is {found}; this engine runs {ARCHITECTURE} only."
            )

    def _read_shape(self) -> Shape:
        def of(key: str) -> Any:
            return self._value(f"{ARCHITECTURE}.{key}")

        num_heads, hidden_size = of("attention.head_count"), of("embedding_length")
        return Shape(
            num_layers=of("block_count"),
            num_heads=num_heads,
            num_kv_heads=of("attention.head_count_kv"),
            head_dim=hidden_size // num_heads,
            hidden_size=hidden_size,
            feed_forward_size=of("feed_forward_length"),
            vocabulary_size=len(self._value("tokenizer.ggml.tokens")),
            context_length=of("context_length"),
            rope_base=float(of("rope.freq_base")),
            rms_epsilon=float(of("attention.layer_norm_rms_epsilon")),
        )

    def _read_vocabulary(self) -> VocabularyData:
        return VocabularyData(
            model=self._value("tokenizer.ggml.model"),
            pre_tokenizer=self._value("tokenizer.ggml.pre"),
            tokens=self._value("tokenizer.ggml.tokens"),
            token_types=self._value("tokenizer.ggml.token_type"),
            merges=self._value("tokenizer.ggml.merges"),
            end_id=self._value("tokenizer.ggml.eos_token_id"),
        )
