"""The compiled kernels as Python functions; arrays are contiguous and of the right type."""

from __future__ import annotations

import ctypes
import weakref
from ctypes import POINTER, c_int, c_size_t, c_void_p
from pathlib import Path
from typing import Any

import numpy as np

from inference.engine.native import structures
from inference.engine.native.build import build
from inference.engine.native.levels import Level, levels_of_this_machine

Array = np.ndarray[Any, np.dtype[Any]]


class NoKernels(Exception):
    """This processor has none of the levels."""


class Library:
    """One loaded level."""

    def __init__(self, path: Path, level: Level) -> None:
        self.level = level
        self._functions = ctypes.CDLL(str(path))
        self._declare("agon_pool_new", c_void_p, c_int)
        self._declare("agon_pool_free", None, c_void_p)
        self._declare("agon_matrix_bytes", c_size_t, c_int, c_int, c_int)
        self._declare("agon_pack_8", None, c_void_p, c_int, c_int, c_void_p)
        self._declare("agon_pack_4", None, *[c_void_p] * 3, c_int, c_int, c_void_p)
        pointers = [POINTER(s) for s in (structures.Network, structures.Cache, structures.HashMaps)]
        self._declare("agon_session_new", c_void_p, *pointers, c_void_p)
        self._declare("agon_session_free", None, c_void_p)
        self._declare("agon_errors", None, c_void_p, POINTER(structures.ErrorLog))
        step = POINTER(structures.Step)
        self._declare("agon_attend", None, c_void_p, step, c_int, c_void_p, c_void_p)
        self._declare("agon_run", None, c_void_p, POINTER(structures.Step))
        self._declare(
            "agon_multiply", None, POINTER(structures.Matrix), c_void_p, c_int, c_void_p, c_void_p
        )

    def __getattr__(self, name: str) -> Any:
        return getattr(self._functions, f"agon_{name}")

    def _declare(self, name: str, result: Any, *arguments: Any) -> None:
        function = getattr(self._functions, name)
        function.restype, function.argtypes = result, arguments


def load_library() -> Library:
    """The best level of this processor; raises NoKernels or build.CannotBuild."""
    levels = levels_of_this_machine()
    if not levels:
        raise NoKernels("This processor has no AVX2.")
    return Library(build(levels[0]), levels[0])


class Pool:
    """Threads that share the chunks of a stage; the calling thread is one of them."""

    def __init__(self, library: Library, num_threads: int) -> None:
        self.num_threads = num_threads
        self.handle = library.pool_new(num_threads)
        weakref.finalize(self, library.pool_free, self.handle)


def address(array: Array) -> int:
    assert array.flags.c_contiguous
    return array.ctypes.data
