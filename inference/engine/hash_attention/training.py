"""Learning the maps of all layers together, step by step, from recorded passages; resumable.

Unlike the paper's loop, which takes one step of each layer per 1,024 new tokens, the passages are
run through the frozen network once, and steps are taken on samples of their queries and keys.
That makes a step some hundred times cheaper, and the network's own run most of the cost.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from inference.engine.errors import BadSetting
from inference.engine.hash_attention.learning import draw_sample, start_maps
from inference.engine.hash_attention.maps import Affine, HashMaps, Kind
from inference.engine.hash_attention.passage import Passage

Steps = list[tuple[Tensor, Tensor]]


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """What decides the maps, beside the checkpoint and the passages.

    The rate falls to 0 along half a cosine. rows, columns: queries and keys of a step's sample.
    last_steepness: the codes grow from tanh(x) to tanh(last_steepness x), nearer to signs.
    """

    kind: Kind = Kind.LINEAR
    bits: int = 32
    dense_layers: tuple[int, ...] = (0, 1)
    sink: int = 16
    local: int = 64
    seed: int = 0
    num_steps: int = 240
    rate: float = 1e-2
    rows: int = 64
    columns: int = 1024
    last_steepness: float = 5.0


PAPER_SETTINGS = TrainingSettings(
    kind=Kind.PAPER, dense_layers=(), sink=128, local=128, rate=1e-3, last_steepness=1.0
)


class Trainer:
    """One optimiser over every layer's maps; all randomness comes from one seeded generator."""

    def __init__(self, settings: TrainingSettings, passages: Sequence[Passage]) -> None:
        self.settings = settings
        self._passages = passages
        self._generator = torch.Generator().manual_seed(settings.seed)
        num_layers = len(passages[0].keys)
        self._layers = [
            start_maps(settings.kind, passages, layer, settings.bits, self._generator)
            for layer in range(num_layers)
        ]
        parameters = [p.requires_grad_() for layer in self._layers for p in layer.parameters()]
        self._optimiser = torch.optim.Adam(parameters, lr=settings.rate)
        self.num_done = 0

    @property
    def is_done(self) -> bool:
        return self.num_done >= self.settings.num_steps

    def step(self) -> float:
        """One gradient step of every layer; returns their mean loss before it."""
        progress = self.num_done / self.settings.num_steps
        for group in self._optimiser.param_groups:
            group["lr"] = self.settings.rate * 0.5 * (1 + math.cos(math.pi * progress))
        steepness = 1 + (self.settings.last_steepness - 1) * progress
        passage = self._passages[int(self._draw(len(self._passages), 1))]
        rows = self._draw(len(passage.positions), self.settings.rows)
        columns = self._draw(passage.keys.shape[2], self.settings.columns)
        self._optimiser.zero_grad()
        total = 0.0
        for index, layer in enumerate(self._layers):
            windows = self.settings.sink, self.settings.local
            sample = draw_sample(passage, index, rows, columns, *windows)
            loss = layer.loss(sample, steepness)
            loss.backward()
            total += loss.item()
        self._optimiser.step()
        self.num_done += 1
        return total / len(self._layers)

    def maps(self, checkpoint_sha256: str, notes: Mapping[str, Any]) -> HashMaps:
        settings = self.settings
        return HashMaps(
            kind=settings.kind,
            bits=settings.bits,
            query=_stack([layer.query for layer in self._layers]),
            key=_stack([layer.key for layer in self._layers]),
            dense_layers=settings.dense_layers,
            sink=settings.sink,
            local=settings.local,
            checkpoint_sha256=checkpoint_sha256,
            notes=notes,
        )

    def save(self, path: Path) -> None:
        """All that the next step depends on. The file appears whole."""
        draft = path.with_name(f".{path.name}.draft")
        state = {
            "settings": _plain(self.settings),
            "num_done": self.num_done,
            "generator": self._generator.get_state(),
            "layers": [list(layer.parameters()) for layer in self._layers],
            "optimiser": self._optimiser.state_dict(),
        }
        torch.save(state, draft)
        os.replace(draft, path)

    def resume(self, path: Path) -> None:
        """Goes on from a saved state; raises BadSetting where other settings made it."""
        state = torch.load(path, weights_only=True)
        if state["settings"] != _plain(self.settings):
            raise BadSetting(
                f"{path} was left by a training with other settings. Give the same ones, or start"
                " afresh without --resume."
            )
        self.num_done = state["num_done"]
        self._generator.set_state(state["generator"])
        with torch.no_grad():
            for layer, saved in zip(self._layers, state["layers"], strict=True):
                for parameter, value in zip(layer.parameters(), saved, strict=True):
                    parameter.copy_(value)
        self._optimiser.load_state_dict(state["optimiser"])

    def _draw(self, choices: int, wanted: int) -> Tensor:
        return torch.randperm(choices, generator=self._generator)[:wanted]


def _plain(settings: TrainingSettings) -> dict[str, Any]:
    """Without types of ours, which torch refuses to read back."""
    return asdict(settings) | {"kind": str(settings.kind)}


def _stack(layers: list[Steps]) -> tuple[Affine, ...]:
    """Steps of each layer -> one Affine a step; rounded to the 16 bits that the file keeps."""

    def gather(place: int, part: int) -> np.ndarray[Any, np.dtype[np.float32]]:
        stacked = torch.stack([steps[place][part].detach() for steps in layers])
        return np.ascontiguousarray(stacked.half().float().numpy())

    return tuple(Affine(gather(place, 0), gather(place, 1)) for place in range(len(layers[0])))
