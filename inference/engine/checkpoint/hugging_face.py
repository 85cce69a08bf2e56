"""A Hugging Face directory of the Llama family as a checkpoint."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from inference.engine.checkpoint.base import BlockMatrix, Floats, Shape
from inference.engine.checkpoint.hugging_face_config import end_ids, read_shape
from inference.engine.checkpoint.rotary import neighbours_from_halves
from inference.engine.checkpoint.safetensors_layout import SafetensorsFile
from inference.engine.checkpoint.tensor_names import (
    HEAD,
    check_tensors,
    hugging_face_name,
    tensor_sizes,
)
from inference.engine.errors import CheckpointUnreadable
from inference.engine.facts import Facts, read_json, read_limited, shown
from inference.engine.tokenizer.json_vocabulary import JsonVocabulary

CONFIG = "config.json"
SINGLE, INDEX = "model.safetensors", "model.safetensors.index.json"
MAX_CONFIG_BYTES = 2**20
MAX_INDEX_BYTES = 16 * 2**20
MAX_TOKENIZER_BYTES = 64 * 2**20
COMPUTED_ANYWAY = ".rotary_emb.inv_freq"  # older directories keep these rates beside the weights


class HuggingFaceCheckpoint:
    """Opened, not loaded: weights are read when asked for, and not kept."""

    def __init__(self, directory: Path) -> None:
        config = read_json(directory / CONFIG, MAX_CONFIG_BYTES)
        self.shape: Shape = read_shape(config)
        is_tied = config.flag("tie_word_embeddings", False)
        self._paths = _weight_paths(directory)
        self._files = _files_by_tensor([SafetensorsFile(path) for path in self._paths])
        self._check_tensors(is_tied)
        words = _optional_json(directory / "tokenizer_config.json")
        self.chat_template: str = _read_template(directory, words)
        self.vocabulary = JsonVocabulary(
            source=read_limited(directory / "tokenizer.json", MAX_TOKENIZER_BYTES),
            size=self.shape.vocabulary_size,
            end_ids=self._end_ids(config, _optional_json(directory / "generation_config.json")),
            start_text=_text_of_token(words, "bos_token"),
            end_text=_text_of_token(words, "eos_token"),
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the weight files in the order of their names; that of one file is its own."""
        digest = hashlib.sha256()
        for path in self._paths:
            with path.open("rb") as file:
                while piece := file.read(2**20):
                    digest.update(piece)
        return digest.hexdigest()

    def has(self, name: str) -> bool:
        return name in self._names

    def weight(self, name: str, *shape: int) -> Floats:
        if not self.has(name):
            raise CheckpointUnreadable(f"The model directory lacks the tensor {name}.")
        theirs = self._names[name]
        file = self._files[theirs]
        if file.tensors[theirs].size != shape:
            raise CheckpointUnreadable(f"{name} is {file.tensors[theirs].size}, not {shape}.")
        values = file.floats(theirs)
        if not np.isfinite(values).all():
            raise CheckpointUnreadable(f"{name} holds numbers that are none. Fetch it again.")
        if name.endswith("attn_q.weight"):
            return neighbours_from_halves(values, self.shape.num_heads)
        if name.endswith("attn_k.weight"):
            return neighbours_from_halves(values, self.shape.num_kv_heads)
        return values

    def blocks(self, name: str) -> BlockMatrix | None:
        """These directories keep floats only."""
        if not self.has(name):
            raise CheckpointUnreadable(f"The model directory lacks the tensor {name}.")
        return None

    def _check_tensors(self, is_tied: bool) -> None:
        """Sets _names, ours to theirs. With tied words, a head in the file is not looked at."""
        sizes = dict(tensor_sizes(self.shape))
        self._names = {ours: hugging_face_name(ours) for ours in sizes}
        found = {theirs: file.tensors[theirs].size for theirs, file in self._files.items()}
        optional = {name for name in found if name.endswith(COMPUTED_ANYWAY)}
        if is_tied:
            del sizes[HEAD]
            optional.add(self._names.pop(HEAD))
        expected = {self._names[ours]: size for ours, size in sizes.items()}
        check_tensors(expected, found, optional)

    def _end_ids(self, config: Facts, generation: Facts) -> tuple[int, ...]:
        """generation_config.json goes first, as it does in transformers."""
        size = self.shape.vocabulary_size
        found = end_ids(generation, size) or end_ids(config, size)
        if not found:
            raise CheckpointUnreadable(
                "Neither generation_config.json nor config.json says an eos_token_id, so no "
                "answer would end. Fetch them again, or use an instruct model."
            )
        return found


def _weight_paths(directory: Path) -> list[Path]:
    """In the order of their names; an index may name files of its own directory only."""
    if not (directory / INDEX).exists():
        if not (directory / SINGLE).is_file():
            raise CheckpointUnreadable(
                f"There is no {SINGLE} in {shown(str(directory))}. Fetch the model's safetensors; "
                "other kinds of weights are not read."
            )
        return [directory / SINGLE]
    weight_map = read_json(directory / INDEX, MAX_INDEX_BYTES).section("weight_map", {})
    names = sorted({weight_map.text(tensor) for tensor in weight_map})
    for name in names:
        if Path(name).name != name or "\0" in name or not name.endswith(".safetensors"):
            raise CheckpointUnreadable(
                f"{INDEX} names a file {shown(name)}; it may only name safetensors beside itself."
            )
    return [directory / name for name in names]


def _files_by_tensor(files: list[SafetensorsFile]) -> dict[str, SafetensorsFile]:
    found: dict[str, SafetensorsFile] = {}
    for file in files:
        for name in file.tensors:
            if name in found:
                raise CheckpointUnreadable(
                    f"The tensor {shown(name)} is in two of the model's files. Fetch them again."
                )
            found[name] = file
    return found


def _optional_json(path: Path) -> Facts:
    return read_json(path, MAX_CONFIG_BYTES) if path.exists() else Facts({}, path.name)


def _read_template(directory: Path, words: Facts) -> str:
    """chat_template.jinja, else tokenizer_config.json's: a text, or a list with a default."""
    path = directory / "chat_template.jinja"
    if path.exists():
        try:
            return read_limited(path, MAX_CONFIG_BYTES).decode("utf-8")
        except UnicodeDecodeError as error:
            raise CheckpointUnreadable(f"{path.name} is not UTF-8. Fetch it again.") from error
    found: Any = words.get("chat_template", None)
    if isinstance(found, list):
        named = [entry for entry in found if isinstance(entry, dict)]
        found = next((e.get("template") for e in named if e.get("name") == "default"), None)
    if not isinstance(found, str):
        raise CheckpointUnreadable(
            "The model directory has no chat template. Use an instruct model, or add a "
            "chat_template.jinja."
        )
    return found


def _text_of_token(words: Facts, key: str) -> str:
    """Given as a text or as an object with its content; empty where the model has none."""
    found: Any = words.get(key, "")
    if isinstance(found, dict):
        found = found.get("content")
    return found if isinstance(found, str) else ""
