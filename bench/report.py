"""One measured comparison as one JSON line; ratio and goal are such that larger is better."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Label(StrEnum):
    """What the figure was taken on."""

    REAL_CPU = "real-cpu"
    REAL_CUDA = "real-cuda"
    SIMULATED = "simulated"


@dataclass(frozen=True, slots=True)
class Result:
    """goal is what the ratio of us to the peer should reach; None where nothing is promised.

    conditions say how it was measured: threads, context, repetitions, formats.
    """

    name: str
    value: float
    unit: str
    peer: str
    peer_value: float
    ratio: float
    goal: float | None
    label: Label
    conditions: Mapping[str, Any] = field(default_factory=dict)


def report(result: Result) -> None:
    print(json.dumps(rounded(asdict(result))), flush=True)


def report_fact(name: str, **facts: Any) -> None:
    """A line that compares nothing: what was left out and why, or which setting was chosen."""
    print(json.dumps(rounded({"name": name, **facts})), flush=True)


def rounded(value: Any) -> Any:
    """Floats to four digits, wherever they stand."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(inner) for inner in value]
    return value
