"""Which events of a match still stand, where moves were taken back. Pure.

A taking back is an event too: it says how far the match went back. What lies between there and it
is undone, whatever came later.
"""

from collections.abc import Iterable
from dataclasses import dataclass

TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class TakingBack:
    """at: its own number; to: that of the last event before it which still stands."""

    at: int
    to: int


def stands(seq: int, takings_back: Iterable[TakingBack]) -> bool:
    """Whether the event of this number was not taken back."""
    return not any(one.to < seq < one.at for one in takings_back)
