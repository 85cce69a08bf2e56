"""How many keys a new token reads, by its variant, its request and the length; plain Python."""

from __future__ import annotations

import math
from dataclasses import dataclass

from inference.engine.attention_request import HashAttentionRequest
from inference.engine.sequence import Sequence

DEFAULT_DENSITY = 1 / 8  # of a request that only says that it wants HashAttention
DEFAULT_DELTA = 0.05
CHECK_EVERY = 64  # tokens: how often the error that was really made is measured
WORD = 2**32


@dataclass(frozen=True, slots=True)
class SparseSpan:
    """budget: keys in all, the windows included; negative reads every key.

    epsilon 0: no bound on the error. seed: of the sample that keeps the bound; it depends on the
    request and the position alone, so that company changes nothing.
    """

    budget: int = -1
    epsilon: float = 0.0
    delta: float = 0.0
    seed: int = 0
    is_checked: bool = False


DENSE = SparseSpan()


def sparse_span(
    density: float | None, sequence: Sequence, num_keys: int, least_keys: int
) -> SparseSpan:
    """density: the variant's own, which holds at any length. What a request asks for begins at
    least_keys: below it the choice costs more than it saves."""
    request = sequence.hash_attention
    if request is None:
        return DENSE if density is None else SparseSpan(_budget(density, num_keys))
    if request.enabled is False or (density is None and num_keys < least_keys):
        return DENSE
    return _as_asked(request, density or DEFAULT_DENSITY, sequence, num_keys)


def _as_asked(
    request: HashAttentionRequest, density: float, sequence: Sequence, num_keys: int
) -> SparseSpan:
    budget = _budget(request.density or density, num_keys)
    if request.epsilon is None:
        return SparseSpan(budget)
    return SparseSpan(
        budget,
        request.epsilon,
        request.delta or DEFAULT_DELTA,
        (sequence.sampling.seed * 1_000_003 + num_keys) % WORD,
        is_checked=num_keys % CHECK_EVERY == 0,
    )


def _budget(density: float, num_keys: int) -> int:
    return math.ceil(density * num_keys)
