"""What the engine can be told, and the table of variants that it serves from one file."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from inference.engine.errors import BadSetting


class Precision(StrEnum):
    """How a variant keeps the weights of its layers."""

    PLAIN = "plain"  # as the file has them where it has 4 bits; otherwise 8 bits, in torch 16
    INT8 = "int8"  # rounded to 8 bits
    INT4 = "int4"  # rounded to 4 bits


class Kernels(StrEnum):
    """What computes. AUTO: the native kernels, or torch where they cannot be had. CUDA: torch on a
    GPU, which has not been verified on one."""

    AUTO = "auto"
    NATIVE = "native"
    TORCH = "torch"
    CUDA = "cuda"


@dataclass(frozen=True, slots=True)
class Variant:
    """One name on offer. Layers are counted from 0; those skipped pass their input on.

    density: the share of the keys that a new token reads, by HashAttention; None reads all.
    """

    name: str
    skipped_layers: tuple[int, ...] = ()
    precision: Precision = Precision.PLAIN
    density: float | None = None


# Loss a token on four paragraphs of English: 2.59, 2.83, 2.59 and 2.84. The layers left out are
# those that cost least, found one after another; text stays readable and loses facts.
VARIANTS = (
    Variant("smollm2-135m"),
    Variant("smollm2-135m-shallow", skipped_layers=(3, 16, 17)),
    Variant("smollm2-135m-int8", precision=Precision.INT8),
    Variant("smollm2-135m-int4", precision=Precision.INT4),
    Variant("smollm2-135m-hash-8", density=1 / 8),
    Variant("smollm2-135m-hash-32", density=1 / 32),
)


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """Settings of one engine process.

    prefill_chunk_tokens also bounds the prompt tokens of one step, so that running answers
    never wait longer than one chunk. num_blocks holds the tokens of all running sequences, and
    whatever was computed before as far as there is room. kv_bits: 16 or 8, kernels only; 8 cost
    at most 0.3 % of perplexity and make long contexts a sixth faster. hash_maps: None takes those
    of the embedded model, if that is what runs. hash_least_keys: the length from which on
    HashAttention saves more time than the noise of a measurement; below it requests are answered
    densely.
    """

    model_path: Path
    num_threads: int = field(default_factory=lambda: os.cpu_count() or 1)
    max_sequences: int = 64
    queue_size: int = 256
    block_size: int = 16
    num_blocks: int = 2048
    prefill_chunk_tokens: int = 256
    default_max_tokens: int = 1024
    kernels: Kernels = Kernels.AUTO
    kv_bits: int = 8
    hash_maps: Path | None = None
    hash_least_keys: int = 512

    def __post_init__(self) -> None:
        for name in (
            "num_threads",
            "max_sequences",
            "block_size",
            "num_blocks",
            "prefill_chunk_tokens",
        ):
            if getattr(self, name) < 1:
                raise BadSetting(f"{name} must be at least 1, not {getattr(self, name)}.")
        if self.kv_bits not in (8, 16):
            raise BadSetting(f"kv_bits must be 8 or 16, not {self.kv_bits}.")
        if self.queue_size < 0:
            raise BadSetting(f"queue_size must not be negative, not {self.queue_size}.")

    @property
    def max_open_requests(self) -> int:
        """Running and waiting together; one more is refused."""
        return self.max_sequences + self.queue_size
