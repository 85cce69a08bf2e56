"""Logits to token ids."""

from __future__ import annotations

import torch
from torch import Tensor

from inference.engine.sequence import SamplingParams

NUM_CANDIDATES = 512  # nearly always hold top_p of the mass; sorting the vocabulary is slow


def draw(logits: Tensor, sampling: SamplingParams, uniform: float) -> int:
    """One token id from logits [vocabulary]; uniform in [0, 1) picks the place in the
    cumulative distribution, so that the result depends on nothing else.

    top_p keeps the fewest likeliest tokens whose mass reaches it (Holtzman et al. 2020).
    """
    if sampling.temperature == 0:
        return int(logits.argmax())
    probabilities = torch.softmax(logits.double() / sampling.temperature, dim=-1)
    if sampling.top_p >= 1:
        return _place(probabilities, uniform)
    masses, token_ids = probabilities.topk(min(NUM_CANDIDATES, len(probabilities)))
    if float(masses.sum()) < sampling.top_p:
        masses, token_ids = probabilities.sort(descending=True)
    num_kept = int((masses.cumsum(0) < sampling.top_p).sum()) + 1
    return int(token_ids[_place(masses[:num_kept], uniform)])


def _place(masses: Tensor, uniform: float) -> int:
    """Index at which the running sum passes the given share of the whole."""
    sums = masses.cumsum(0)
    index = int(torch.searchsorted(sums, sums[-1] * uniform, right=True))
    return min(index, len(masses) - 1)
