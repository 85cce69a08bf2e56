"""Memory for weights: many matrices close together on large pages.

A step reads every weight once. On pages of 4 KiB it would wait for an address translation at each.
"""

from __future__ import annotations

import mmap
import threading
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

LINE = 64  # bytes of the processor's cache that move together
REGION = 32 * 2**20


class Arena:
    """Hands out zeroed bytes, aligned to a line; a region is freed with the last of its arrays."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._region: Array = np.empty(0, np.uint8)
        self._taken = 0

    def take(self, num_bytes: int) -> Array:
        """uint8 [num_bytes]; for any thread."""
        with self._lock:
            if self._taken + num_bytes > len(self._region):
                self._region = _map(max(num_bytes, REGION))
                self._taken = 0
            first = self._taken
            self._taken += -(-num_bytes // LINE) * LINE
            return self._region[first : first + num_bytes]


def _map(num_bytes: int) -> Array:
    region = mmap.mmap(-1, num_bytes, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    if hasattr(mmap, "MADV_HUGEPAGE"):
        region.madvise(mmap.MADV_HUGEPAGE)
    return np.frombuffer(region, np.uint8)
