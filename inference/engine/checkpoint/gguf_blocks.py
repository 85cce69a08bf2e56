"""GGUF's blocks of 32 values: raw bytes to codes, scales and minimums, nothing lost.

Source: ggml's block_q4_0, block_q4_1 and block_q8_0. A block of 4 bits keeps values 0 to 15 in
the low halves of its 16 bytes and values 16 to 31 in the high halves.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from gguf import GGMLQuantizationType

from inference.engine.checkpoint.base import BLOCK_SIZE, BlockMatrix, Halves
from inference.engine.checkpoint.gguf_layout import Bytes

Q4_0_ZERO = 8  # the code that stands for 0
SCALE_BYTES = 2
BLOCK_BYTES = {
    GGMLQuantizationType.Q4_0: 18,
    GGMLQuantizationType.Q4_1: 20,
    GGMLQuantizationType.Q8_0: 34,
}


def unpack_blocks(raw: Bytes, kind: GGMLQuantizationType) -> BlockMatrix | None:
    """raw [outputs, bytes of a row]; None where the blocks are of another kind.

    Q4_0 means scale * (code - 8): its minimum -8 * scale is exact in 16 bits, as 8 only moves the
    exponent. The one exception are scales beyond 8188, which would overflow: None for these too.
    """
    if kind not in BLOCK_BYTES or raw.ndim != 2:
        return None
    blocks = raw.reshape(len(raw), -1, BLOCK_BYTES[kind])
    scales = _halves(blocks, 0)
    if kind == GGMLQuantizationType.Q8_0:
        codes = blocks[:, :, SCALE_BYTES:].reshape(len(raw), -1).view(np.int8)
        return BlockMatrix(8, codes, scales, None)
    if kind == GGMLQuantizationType.Q4_1:
        return BlockMatrix(4, _nibbles(blocks, 2 * SCALE_BYTES), scales, _halves(blocks, 1))
    with np.errstate(over="ignore", invalid="ignore"):
        minimums = scales * np.float16(-Q4_0_ZERO)
    if not np.isfinite(minimums[np.isfinite(scales)]).all():
        return None
    return BlockMatrix(4, _nibbles(blocks, SCALE_BYTES), scales, minimums)


def _halves(blocks: Bytes, index: int) -> Halves:
    """The 16-bit number at the given place of each block, [outputs, blocks of a row]."""
    pair = blocks[:, :, SCALE_BYTES * index : SCALE_BYTES * (index + 1)]
    return np.ascontiguousarray(pair).view("<f2")[:, :, 0].astype(np.float16)


def _nibbles(blocks: Bytes, start: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    packed = blocks[:, :, start:]
    codes = np.empty((*blocks.shape[:2], BLOCK_SIZE), np.uint8)
    np.bitwise_and(packed, 0x0F, out=codes[:, :, : BLOCK_SIZE // 2])
    np.right_shift(packed, 4, out=codes[:, :, BLOCK_SIZE // 2 :])
    return codes.reshape(len(blocks), -1)
