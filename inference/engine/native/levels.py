"""Which instructions the kernels may use: one level of processor, one compiled library.

The levels are compiled from the same sources. Results differ between levels in the last bits
(products of 16-bit pairs are rounded once or twice); within a level they never do.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class Level:
    """needs: flags of /proc/cpuinfo; options: what tells the compiler to use them."""

    name: str
    needs: frozenset[str]
    options: tuple[str, ...]


_AVX2 = frozenset({"avx2", "fma", "f16c", "bmi2"})
_VNNI = _AVX2 | {"avx512f", "avx512bw", "avx512vl", "avx512dq", "avx512_vnni"}
_VNNI_OPTIONS = ("-mavx512f", "-mavx512bw", "-mavx512vl", "-mavx512dq", "-mavx512vnni")

LEVELS = (  # the best first
    Level(
        "avx512bf16",
        _VNNI | {"avx512_bf16", "avx512_vpopcntdq"},
        (*_VNNI_OPTIONS, "-mavx512bf16", "-mavx512vpopcntdq"),
    ),
    Level("avx512vnni", _VNNI, _VNNI_OPTIONS),
    Level("avx2", _AVX2, ()),
)


def processor_flags(cpuinfo: str) -> frozenset[str]:
    """The flags in the text of /proc/cpuinfo; none on another kind of processor."""
    for line in cpuinfo.splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "flags":
            return frozenset(value.split())
    return frozenset()


def usable_levels(flags: frozenset[str]) -> list[Level]:
    """The levels that a processor with these flags can run, the best first."""
    return [level for level in LEVELS if level.needs <= flags]


def levels_of_this_machine() -> list[Level]:
    return usable_levels(processor_flags(CPUINFO.read_text())) if CPUINFO.exists() else []
