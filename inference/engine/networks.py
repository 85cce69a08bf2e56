"""The variants' networks by name, whatever computes them; plain Python."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from inference.engine.config import Variant
from inference.engine.scheduling.step_plan import Chunk

LEAST_URGENT = 19
Logits = np.ndarray[Any, np.dtype[np.float32]]


class Network(Protocol):
    @property
    def takes_hash_attention(self) -> bool:
        """Whether a request may say how its answer reads keys."""

    def logits(self, chunks: Sequence[Chunk]) -> Logits:
        """[chunks that end in a draw, vocabulary], in the order of the chunks; fills the cache."""


class Networks(Mapping[str, Network]):
    """Each network is built once: by prepare() or when first asked for."""

    def __init__(self, variants: tuple[Variant, ...], build: Callable[[Variant], Network]) -> None:
        self._variants = {variant.name: variant for variant in variants}
        self._build_one = build
        self._built: dict[str, Network] = {}
        self._building = threading.Lock()

    def __getitem__(self, name: str) -> Network:
        if name not in self._built:
            self._build(name)
        return self._built[name]

    def prepare(self) -> None:
        """Build all, behind everything else that wants this machine (for a thread of its own)."""
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LEAST_URGENT)
        for name in self:
            self._build(name)

    def _build(self, name: str) -> None:
        with self._building:
            if name not in self._built:
                self._built[name] = self._build_one(self._variants[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._variants)

    def __len__(self) -> int:
        return len(self._variants)
