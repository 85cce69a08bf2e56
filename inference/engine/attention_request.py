"""What one request may say about HashAttention; plain Python."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HashAttentionRequest:
    """None leaves a value to the engine. Each answer may look at fewer keys than there are.

    density: the share of the keys that are looked at, in (0, 1].
    epsilon, delta: the error that is allowed, and how likely more than that may be; in (0, 1).
    """

    enabled: bool | None = None
    density: float | None = None
    epsilon: float | None = None
    delta: float | None = None
