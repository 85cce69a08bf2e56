"""What the kernels should compute, in float64 from the same integers.

Whatever the kernels round, this rounds in the same way: activations to 8 bits in groups of 32,
queries, keys, values and the weights of a tile of 64 keys to bfloat16, or the cache to 8 bits.
What is left between the two is the rounding of 32-bit sums, and where that tips a number over to
its neighbour, one step of a code.
"""

from dataclasses import dataclass, replace

import numpy as np

from inference.engine.checkpoint.tensor_names import HEAD
from inference.engine.config import Precision
from inference.engine.native.matrices import Codes4, round_evenly_to_4, round_to_8
from inference.engine.native.network import rope_turns

GROUP, TILE, LARGEST_CODE = 32, 64, 127
HALF_ULP = 2.0**-24  # the most that one float32 operation loses, as a share of its result


def round_groups(values, size=GROUP):
    """Codes [rows, groups, size] and float32 scales [rows, groups], as activations get them.

    Below 4e-37 the reciprocal of a group's largest number is no float32: its codes are all 0.
    """
    groups = values.astype(np.float32).reshape(len(values), -1, size)
    tops = np.abs(groups).max(axis=2)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        inverse = np.where(tops > 0, np.float32(LARGEST_CODE) / tops, np.float32(0))
        codes = np.rint(groups * inverse[..., None])
    return np.where(np.isfinite(codes), codes, 0).astype(np.float64), tops / np.float32(127)


def rounded_to_8(values, size=GROUP):
    codes, scales = round_groups(values, size)
    return (codes * scales.astype(np.float64)[..., None]).reshape(values.shape)


def rounded_to_bfloat(values):
    bits = values.astype(np.float32).view(np.uint32).astype(np.uint64)
    bits = (bits + 0x7FFF + (bits >> 16 & 1)) >> 16 << 16
    return bits.astype(np.uint32).view(np.float32).astype(np.float64)


def product(matrix, rows):
    """float64 [rows, outputs], and how far 32-bit sums in any order may be from it."""
    codes, scales = round_groups(rows)
    scales = scales.astype(np.float64)
    groups = matrix.codes.astype(np.int64).reshape(len(matrix.codes), -1, GROUP)
    sums = np.einsum("ogi,rgi->rog", groups, codes.astype(np.int64), optimize=True)
    if isinstance(matrix, Codes4):
        parts = sums * matrix.scales.astype(np.float64)
        offsets = codes.sum(axis=2)[:, None, :] * matrix.minimums.astype(np.float64)
    else:
        parts = sums * matrix.scales.astype(np.float64)[:, None]
        offsets = np.zeros_like(parts)
    parts, offsets = parts * scales[:, None, :], offsets * scales[:, None, :]
    sizes = (np.abs(parts) + np.abs(offsets)).sum(axis=2)
    return (parts + offsets).sum(axis=2), sizes * (2 * groups.shape[1] + 4) * HALF_ULP


@dataclass(frozen=True)
class ReferenceLlama:
    """The kernels' network; kv_bits None rounds nothing at all."""

    checkpoint: object
    kv_bits: int | None
    precision: Precision = Precision.PLAIN

    def exact(self):
        return replace(self, kv_bits=None)

    def logits(self, token_ids):
        """float64 [tokens, vocabulary]."""
        shape, weight = self.checkpoint.shape, self._weight
        size = (shape.vocabulary_size, shape.hidden_size)
        embedding = self.checkpoint.weight("token_embd.weight", *size)
        hidden = embedding.astype(np.float16).astype(np.float64)[token_ids]
        for index in range(shape.num_layers):
            layer = f"blk.{index}"
            normed = self._norm(hidden, f"{layer}.attn_norm")
            heads = [self._times(normed, weight(f"{layer}.attn_{x}")) for x in "qkv"]
            attended = self._attend(*heads)
            hidden = hidden + self._times(attended, weight(f"{layer}.attn_output"))
            normed = self._norm(hidden, f"{layer}.ffn_norm")
            gate, up = (self._times(normed, weight(f"{layer}.ffn_{x}")) for x in ("gate", "up"))
            down = weight(f"{layer}.ffn_down")
            hidden = hidden + self._times(gate / (1 + np.exp(-gate)) * up, down)
        head = self.checkpoint.weight(HEAD, *size) if self.checkpoint.has(HEAD) else embedding
        return self._times(self._norm(hidden, "output_norm"), round_to_8(head).values())

    def _weight(self, name):
        blocks = self.checkpoint.blocks(f"{name}.weight")
        if self.precision == Precision.PLAIN and blocks is not None and blocks.bits == 4:
            return Codes4(blocks.codes, blocks.scales, blocks.minimums).values()
        shape, part = self.checkpoint.shape, name.split(".")[-1]
        outputs = {
            "attn_q": shape.query_size,
            "attn_k": shape.kv_size,
            "attn_v": shape.kv_size,
            "ffn_gate": shape.feed_forward_size,
            "ffn_up": shape.feed_forward_size,
        }
        inputs = {"attn_output": shape.query_size, "ffn_down": shape.feed_forward_size}
        size = [sizes.get(part, shape.hidden_size) for sizes in (outputs, inputs)]
        rounded = round_evenly_to_4 if self.precision == Precision.INT4 else round_to_8
        return rounded(self.checkpoint.weight(f"{name}.weight", *size)).values()

    def _times(self, rows, values):
        rounded = rows if self.kv_bits is None else rounded_to_8(rows)
        return rounded @ values.astype(np.float64).T

    def _norm(self, hidden, name):
        shape = self.checkpoint.shape
        mean_square = np.square(hidden).mean(axis=1, keepdims=True)
        weight = self.checkpoint.weight(f"{name}.weight", shape.hidden_size)
        return hidden / np.sqrt(mean_square + shape.rms_epsilon) * weight

    def _attend(self, query, key, value):
        shape = self.checkpoint.shape
        query, key, value = (
            rows.reshape(len(rows), -1, shape.head_dim) for rows in (query, key, value)
        )
        query = self._turned(query) * (np.log2(np.e) / np.sqrt(shape.head_dim))
        (key, key_scales), (value, value_scales) = map(self._cached, (self._turned(key), value))
        if self.kv_bits is not None:
            query = rounded_to_bfloat(query)
        group = shape.num_heads // shape.num_kv_heads
        outputs = []
        for head in range(shape.num_heads):
            of = head // group
            scores = query[:, head] @ key[:, of].T * key_scales[:, of]
            outputs.append(self._folded(scores, value[:, of], value_scales[:, of]))
        return np.concatenate(outputs, axis=1)

    def _turned(self, heads):
        cosines, sines = (
            table[: len(heads), None].astype(np.float64)
            for table in rope_turns(self.checkpoint.shape)
        )
        x, y = heads[..., ::2], heads[..., 1::2]
        turned = np.stack([x * cosines - y * sines, x * sines + y * cosines], axis=-1)
        return turned.reshape(heads.shape)

    def _cached(self, heads):
        """Numbers as the cache keeps them, and the scale of each row and head."""
        ones = np.ones(heads.shape[:2])
        if self.kv_bits is None:
            return heads, ones
        if self.kv_bits == 16:
            return rounded_to_bfloat(heads), ones
        codes, scales = round_groups(heads.reshape(len(heads), -1), heads.shape[2])
        return codes, scales.astype(np.float64)

    def _folded(self, scores, values, value_scales):
        """Attention over earlier keys, tile by tile: weights are rounded below their tile's top."""
        num_rows = len(scores)
        scores = np.where(np.tri(num_rows, dtype=bool), scores, -np.inf)
        tops = scores.max(axis=1, keepdims=True)
        total, whole = np.zeros((num_rows, 1)), np.zeros((num_rows, values.shape[1]))
        for start in range(0, num_rows, TILE):
            tile = slice(start, start + TILE)
            seen = scores[start:, tile]
            top = seen.max(axis=1, keepdims=True)
            weights = np.exp2(seen - top)
            scaled = weights * value_scales[tile]
            if self.kv_bits is not None:
                scaled = rounded_to_bfloat(scaled)
            share = np.exp2(top - tops[start:])
            counted = scaled if self.kv_bits == 16 else weights
            total[start:] += share * counted.sum(axis=1, keepdims=True)
            whole[start:] += share * (scaled @ values[tile])
        return whole / total
