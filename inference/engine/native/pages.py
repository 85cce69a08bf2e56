"""Memory for weights: many matrices close together on large pages.

A step reads every weight once. On pages of 4 KiB it would wait for the translation of an address at
each. The cache has small pages: on large ones a few tokens of each layer would take it all.
"""

from __future__ import annotations

import mmap
import threading
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

LINE = 64  # bytes of the processor's cache that move together
LARGE_PAGE = 2 * 2**20
REGION = 32 * 2**20


class LargePages:
    """Hands out zeroed bytes, aligned to a line; a region is freed with the last of its arrays."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._region: Array = np.empty(0, np.uint8)
        self._taken = 0

    def take(self, num_bytes: int) -> Array:
        """uint8 [num_bytes]; for any thread."""
        with self._lock:
            if self._taken + num_bytes > len(self._region):
                self._region = _large_pages(max(num_bytes, REGION))
                self._taken = 0
            first = self._taken
            self._taken += -(-num_bytes // LINE) * LINE
            return self._region[first : first + num_bytes]


def small_pages(num_bytes: int) -> Array:
    """Zeros, uint8 [num_bytes], each page of which is taken as it is written."""
    return _pages(max(num_bytes, 1), "MADV_NOHUGEPAGE")[:num_bytes]


def _large_pages(num_bytes: int) -> Array:
    whole = _pages(num_bytes + LARGE_PAGE, "MADV_HUGEPAGE")
    first = -whole.ctypes.data % LARGE_PAGE
    return whole[first : first + num_bytes]


def _pages(num_bytes: int, advice: str) -> Array:
    pages = mmap.mmap(-1, num_bytes, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    if hasattr(mmap, advice):
        pages.madvise(getattr(mmap, advice))
    return np.frombuffer(pages, np.uint8)
