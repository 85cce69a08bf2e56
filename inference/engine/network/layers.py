"""The two ways to multiply by a weight matrix, and what layers share.

Both kernels come from FBGEMM through torch. On AVX2 they beat torch's fp32 product two to four
times for small batches, because a step is bound by the bytes of the weights that it reads.
"""

from __future__ import annotations

import warnings
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.nn import functional

from inference.engine.checkpoint.base import Shape

ROW_MULTIPLE = 3  # in other batches FBGEMM sums the last one or two rows in another order
LARGEST_ACTIVATION = 127
LARGEST_WEIGHT = 64  # AVX2 adds pairs of products in 16 bits; larger weights would overflow


class Linear(Protocol):
    def __call__(self, rows: Tensor) -> Tensor:
        """rows [tokens, inputs] -> [tokens, outputs], float32, row by row independent."""

    def dense(self) -> Tensor:
        """The weights that are really used, [outputs, inputs] float32."""


class HalfLinear:
    """16-bit weights, 32-bit activations, products and sums."""

    def __init__(self, weight: Tensor) -> None:
        self._packed: Any = torch.ops.quantized.linear_prepack_fp16(weight, None)

    def __call__(self, rows: Tensor) -> Tensor:
        return torch.ops.quantized.linear_dynamic_fp16(rows, self._packed)

    def dense(self) -> Tensor:
        return torch.ops.quantized.linear_unpack_fp16(self._packed)[0]


class DeviceLinear:
    """16-bit weights and activations where FBGEMM is not, on a GPU for example.

    What a row gives may change with its neighbours: the device chooses the order of the sums.
    """

    def __init__(self, weight: Tensor, device: torch.device) -> None:
        self._weight = weight.half().to(device)

    def __call__(self, rows: Tensor) -> Tensor:
        return functional.linear(rows.half(), self._weight).float()

    def dense(self) -> Tensor:
        return self._weight.float()


class Int8Linear:
    """8-bit weights with a scale a row, times 8-bit activations with a scale a token.

    Both are symmetric around 0. The scales depend on nothing but the row itself, so that a
    sequence's numbers do not change with its neighbours in the batch.
    """

    def __init__(self, weight: Tensor) -> None:
        scales = weight.abs().amax(dim=1).clamp_min_(1e-12) / LARGEST_WEIGHT
        zeros = torch.zeros(len(weight), dtype=torch.long)
        with warnings.catch_warnings():  # torch announces that this way in will move
            warnings.simplefilter("ignore")
            rounded = torch.quantize_per_channel(weight, scales, zeros, 0, torch.qint8)
            self._packed: Any = torch.ops.quantized.linear_prepack(rounded, None)

    def __call__(self, rows: Tensor) -> Tensor:
        scales = rows.abs().amax(dim=1, keepdim=True).clamp_min_(1e-12).div_(LARGEST_ACTIVATION)
        whole = torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(
            rows / scales, 1.0, LARGEST_ACTIVATION + 1, self._packed
        )
        return whole.mul_(scales)

    def dense(self) -> Tensor:
        return torch.ops.quantized.linear_unpack(self._packed)[0].dequantize()


def round_to_int4(weight: Tensor, group_size: int) -> Tensor:
    """The weight rounded to 16 levels (-8 to 7), with one scale for each group of a row."""
    groups = weight.view(-1, group_size)
    scales = groups.abs().amax(dim=1, keepdim=True).clamp_min_(1e-12) / 7.5
    return ((groups / scales).round_().clamp_(-8, 7) * scales).view_as(weight)


def rope_table(shape: Shape) -> Tensor:
    """Unit complex numbers [context_length, 1, head_dim / 2]: how far each pair is turned.

    The file keeps queries and keys such that neighbours (2i, 2i + 1) form a pair.
    Source: RoFormer, Su et al. 2021.
    """
    pairs = torch.arange(0, shape.head_dim, 2, dtype=torch.float64)
    rates = shape.rope_base ** -(pairs / shape.head_dim)
    if shape.rope_factors is not None:
        rates /= torch.tensor(shape.rope_factors, dtype=torch.float64)
    angles = torch.arange(shape.context_length, dtype=torch.float64)[:, None] * rates
    return torch.polar(torch.ones_like(angles), angles).to(torch.complex64)[:, None, :]


def rotate(heads: Tensor, turns: Tensor) -> Tensor:
    """heads [tokens, heads, head_dim] turned by turns [tokens, 1, head_dim / 2]."""
    pairs = torch.view_as_complex(heads.unflatten(-1, (-1, 2)))
    return torch.view_as_real(pairs * turns).flatten(-2)
