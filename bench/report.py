"""One measured comparison as one JSON line; ratio and goal are such that larger is better."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum


class Label(StrEnum):
    """What the figure was taken on."""

    REAL_CPU = "real-cpu"
    REAL_CUDA = "real-cuda"
    SIMULATED = "simulated"


@dataclass(frozen=True, slots=True)
class Result:
    """goal is what the ratio of us to the peer should reach."""

    name: str
    value: float
    unit: str
    peer: str
    peer_value: float
    ratio: float
    goal: float
    label: Label


def report(result: Result) -> None:
    figures = {
        key: float(f"{value:.4g}") if isinstance(value, float) else value
        for key, value in asdict(result).items()
    }
    print(json.dumps(figures), flush=True)
