"""The learned maps from vectors to signatures, and the file that keeps them.

Two kinds. "linear": one map for each key-value head and one for each query head; the scores of a
group are summed, so that its heads read the same keys. "paper": three layers with SiLU between
them for each query head, both for its queries and for the keys that it sees; each reads its own.
Both look at vectors after their rotation.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from inference.engine.errors import MapsRefused
from inference.engine.hash_attention.signatures import WORD_BITS, Array, pack

FORMAT = 1
EMBEDDED_MODEL_MAPS = Path(__file__).with_name("smollm2-135m.npz")


class Kind(StrEnum):
    LINEAR = "linear"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Affine:
    """weight [layers, heads, inputs, outputs], bias [layers, heads, outputs]; float32."""

    weight: Array
    bias: Array

    def apply(self, layer: int, heads: Array) -> Array:
        """heads [heads, rows, inputs] -> [heads, rows, outputs]."""
        mapped: Array = heads @ self.weight[layer] + self.bias[layer][:, None]
        return mapped


@dataclass(frozen=True, slots=True)
class HashMaps:
    """The maps of one checkpoint.

    query, key: the steps of each map; for the linear kind there is just one.
    bits: length of a signature, a multiple of 32. dense_layers: those that select nothing.
    sink, local: how many of the first and of the last keys are always read.
    checkpoint_sha256: of the bytes of the file that the maps were made for.
    notes: how they were made and what they reach on held-out text.
    """

    kind: Kind
    bits: int
    query: tuple[Affine, ...]
    key: tuple[Affine, ...]
    dense_layers: tuple[int, ...]
    sink: int
    local: int
    checkpoint_sha256: str
    notes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shares_keys(self) -> bool:
        """Whether the heads of a group read the same keys, chosen by their summed scores."""
        return self.kind == Kind.LINEAR

    @property
    def num_words(self) -> int:
        return self.bits // WORD_BITS

    @property
    def num_layers(self) -> int:
        return int(self.query[0].weight.shape[0])

    def query_signatures(self, layer: int, query: Array) -> Array:
        """query [rows, heads, dim] float32 -> uint32 [rows, heads, words]."""
        return self._signatures(self.query, layer, query)

    def key_signatures(self, layer: int, key: Array) -> Array:
        """key [rows, kv_heads, dim] -> uint32 [rows, kv_heads, words]; paper: [rows, heads, ..]."""
        repeats = self.key[0].weight.shape[1] // key.shape[1]
        return self._signatures(self.key, layer, np.repeat(key, repeats, axis=1))

    def _signatures(self, steps: tuple[Affine, ...], layer: int, vectors: Array) -> Array:
        heads = vectors.transpose(1, 0, 2)
        for place, step in enumerate(steps):
            heads = step.apply(layer, _silu(heads) if place else heads)
        return pack(heads.transpose(1, 0, 2))


def _silu(values: Array) -> Array:
    activated: Array = values / (1 + np.exp(-values.clip(-80)))
    return activated


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def save_maps(maps: HashMaps, path: Path) -> None:
    """Writes an .npz: the steps in 16 bits and the rest as JSON. The file appears whole."""
    header = {
        "format": FORMAT,
        "kind": maps.kind,
        "bits": maps.bits,
        "dense_layers": maps.dense_layers,
        "sink": maps.sink,
        "local": maps.local,
        "checkpoint_sha256": maps.checkpoint_sha256,
        "notes": dict(maps.notes),
    }
    arrays = {
        f"{side}.{place}.{name}": getattr(step, name).astype(np.float16)
        for side, steps in (("query", maps.query), ("key", maps.key))
        for place, step in enumerate(steps)
        for name in ("weight", "bias")
    }
    draft = path.with_name(f".{path.name}.draft")
    with draft.open("wb") as file:
        np.savez(file, header=np.array(json.dumps(header)), **arrays)
    os.replace(draft, path)


def load_maps(path: Path, checkpoint_sha256: str) -> HashMaps:
    """Raises MapsRefused for a file that is missing or broken, or of another checkpoint."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            header = json.loads(str(arrays["header"]))
            if header["format"] != FORMAT:
                raise MapsRefused(f"{path.name} has format {header['format']}, not {FORMAT}.")
            maps = HashMaps(
                kind=Kind(header["kind"]),
                bits=header["bits"],
                query=_read_steps(arrays, "query"),
                key=_read_steps(arrays, "key"),
                dense_layers=tuple(header["dense_layers"]),
                sink=header["sink"],
                local=header["local"],
                checkpoint_sha256=header["checkpoint_sha256"],
                notes=header["notes"],
            )
    except (OSError, BadZipFile, ValueError, KeyError, TypeError, EOFError) as error:
        raise MapsRefused(
            f"The hash maps at {path} cannot be read ({error}). Train them again, or leave them out"
            " for dense attention."
        ) from error
    if maps.checkpoint_sha256 != checkpoint_sha256:
        raise MapsRefused(
            f"The hash maps in {path.name} belong to another model file. Train maps for this one"
            " (python -m inference.engine.train_hash), or leave them out for dense attention."
        )
    _check(maps, path)
    return maps


def _read_steps(arrays: Mapping[str, Array], side: str) -> tuple[Affine, ...]:
    num_steps = sum(name.startswith(f"{side}.") for name in arrays) // 2
    parts = [
        [arrays[f"{side}.{place}.{name}"].astype(np.float32) for name in ("weight", "bias")]
        for place in range(num_steps)
    ]
    return tuple(Affine(weight, bias) for weight, bias in parts)


def _check(maps: HashMaps, path: Path) -> None:
    """What the kernels rely on: every step fits the one before it and ends in `bits` values."""
    wanted_steps = 1 if maps.kind == Kind.LINEAR else 3
    for steps in (maps.query, maps.key):
        widths = [step.weight.shape[2:] for step in steps]
        fits = len(steps) == wanted_steps and widths[-1][-1] == maps.bits and maps.bits > 0
        fits = fits and maps.bits % WORD_BITS == 0 and min(maps.sink, maps.local) >= 0
        fits = fits and all(a[1] == b[0] for a, b in pairwise(widths))
        for step in steps:
            fits = fits and step.bias.shape == (*step.weight.shape[:2], step.weight.shape[3])
            fits = fits and bool(np.isfinite(step.weight).all() and np.isfinite(step.bias).all())
        if not fits:
            raise MapsRefused(
                f"The hash maps in {path.name} do not fit together. Train them again."
            )
