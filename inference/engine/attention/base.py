"""What the network asks of an attention, and what it tells it about a step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from torch import Tensor


@dataclass(frozen=True, slots=True)
class Span:
    """One sequence's rows in a step.

    rows: first and last + 1 row in the step's tensors.
    num_keys: how many tokens of the sequence it may look at, its own rows included.
    slots: where these keys lie in the cache: a slice where they are neighbours, else [num_keys].
    """

    rows: tuple[int, int]
    num_keys: int
    slots: slice | Tensor

    @property
    def num_rows(self) -> int:
        return self.rows[1] - self.rows[0]


@dataclass(frozen=True, slots=True)
class StepContext:
    """All that the layers of one step share.

    slots [rows]: where each row's key and value are written. The rows beyond the last span are
    padding: they write to a slot that nobody reads.
    """

    slots: Tensor
    spans: tuple[Span, ...]


class AttentionBackend(Protocol):
    def attend(
        self, query: Tensor, key: Tensor, value: Tensor, layer: int, step: StepContext
    ) -> Tensor:
        """query [rows, heads, dim]; key, value [rows, kv_heads, dim]; returns [rows, heads * dim].

        Writes key and value into the cache at step.slots before reading it.
        """
