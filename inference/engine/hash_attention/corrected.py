"""Attention over chosen keys, made unbiased by a sample of the others, within a stated error."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from inference.engine.hash_attention.sampling_budget import Tolerance, sample_size


@dataclass(frozen=True, slots=True)
class Corrected:
    """output [heads, dim]; num_read: keys looked at; exact: whether these are all there are."""

    output: Tensor
    num_read: int
    exact: bool


def attend_chosen(query: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    """query [heads, dim]; keys, values [chosen, dim], the same for all heads; like query."""
    scores = query @ keys.T * query.shape[-1] ** -0.5
    return torch.softmax(scores, dim=-1) @ values


def attend_corrected(
    query: Tensor,
    keys: Tensor,
    values: Tensor,
    chosen: Tensor,
    draws: Tensor,
    tolerance: Tolerance,
) -> Corrected:
    """query [heads, dim]; keys, values [num_keys, dim]; chosen: places of keys, ascending.

    draws: the places of the keys that are not chosen, in an order drawn at random; the sample is
    its beginning. All heads read the same keys, as many as the most demanding one needs. A sample
    that grew is judged once more by itself, until it asks for no larger one: a few heavy keys are
    easily missing from a small sample, and then it promises too much.
    """
    num_residual = len(draws)
    size, wanted = 0, tolerance.base_size(num_residual)
    while size < wanted < num_residual:
        size = wanted
        wanted = _wanted(query, keys, values, chosen, draws[:size], num_residual, tolerance)
    if wanted >= num_residual:
        return Corrected(attend_chosen(query, keys, values), len(keys), exact=True)
    weights, total, _ = _estimate(query, keys, chosen, draws[:size], num_residual)
    read = torch.cat([chosen, draws[:size]])
    return Corrected(weights @ values[read] / total[:, None], len(read), exact=False)


def _wanted(
    query: Tensor,
    keys: Tensor,
    values: Tensor,
    chosen: Tensor,
    sampled: Tensor,
    num_residual: int,
    tolerance: Tolerance,
) -> int:
    """The largest sample that any head asks for, judged by what is sampled so far."""
    weights, total, exponentials = _estimate(query, keys, chosen, sampled, num_residual)
    output = weights @ values[torch.cat([chosen, sampled])] / total[:, None]
    pulls = exponentials[..., None] * (values[sampled] - output[:, None])  # e_j (v_j - o)
    spreads = pulls.var(dim=1).sum(dim=-1).sqrt()
    return max(
        sample_size(float(spread), float(norm), float(weight_sum), num_residual, tolerance)
        for spread, norm, weight_sum in zip(spreads, output.norm(dim=-1), total, strict=True)
    )


def _estimate(
    query: Tensor, keys: Tensor, chosen: Tensor, sampled: Tensor, num_residual: int
) -> tuple[Tensor, Tensor, Tensor]:
    """Weights [heads, chosen + sampled], their sum [heads], and e_j [heads, sampled] of the sample.

    All relative to each head's highest score among these keys.
    """
    scores = query @ keys[torch.cat([chosen, sampled])].T * query.shape[-1] ** -0.5
    weights = torch.exp(scores - scores.amax(dim=-1, keepdim=True))
    unweighted = weights[:, len(chosen) :].clone()
    weights[:, len(chosen) :] *= num_residual / len(sampled)
    return weights, weights.sum(dim=-1), unweighted
