"""How many of the keys that really matter a selection finds, on recorded passages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from inference.engine.hash_attention.learning import draw_sample
from inference.engine.hash_attention.maps import HashMaps
from inference.engine.hash_attention.passage import Passage
from inference.engine.hash_attention.signatures import Array, signs

NUM_TOP = 32
FRACTION = 16


class Signer(Protocol):
    """Learned maps, or what they are compared with."""

    @property
    def shares_keys(self) -> bool: ...

    def query_signatures(self, layer: int, query: Array) -> Array: ...

    def key_signatures(self, layer: int, key: Array) -> Array: ...


def sign_scores(signer: Signer, layer: int, query: Tensor, key: Tensor) -> Tensor:
    """query [heads, rows, dim], key [kv_heads, columns, dim] -> [heads, rows, columns].

    As products of signs, which equal the packed scores and are quicker here for many queries.
    Where the group shares its keys, there is one score, the heads' sum: [kv_heads, rows, ..].
    """
    query_signs = _signs(signer.query_signatures, layer, query)
    key_signs = _signs(signer.key_signatures, layer, key)
    if signer.shares_keys:
        summed = query_signs.unflatten(0, (len(key), -1)).sum(dim=1)
        return summed @ key_signs.transpose(1, 2)
    return query_signs @ key_signs.transpose(1, 2)


def best_mask(scores: Tensor, may_choose: Tensor, budget: Tensor) -> Tensor:
    """True for the budget [rows] best choices of each row; of equals the last ones.

    scores [heads, rows, columns]: whole numbers, columns from old to new.
    """
    num_columns = scores.shape[2]
    fits = int(scores.abs().max()) < 2**30 // num_columns
    worth = scores.to(torch.int32 if fits else torch.int64) * num_columns
    worth += torch.arange(num_columns, dtype=worth.dtype)
    worth.masked_fill_(~may_choose, torch.iinfo(worth.dtype).min)
    ascending = torch.from_numpy(np.sort(worth.numpy(), axis=-1))
    place = (num_columns - budget).clamp(0, num_columns - 1)[None, :, None]
    lowest = ascending.gather(2, place.expand(len(scores), -1, 1))
    return (worth >= lowest) & may_choose & (budget > 0)[:, None]


def recall_of(signer: Signer, passage: Passage, layer: int, sink: int, local: int) -> Tensor:
    """The share of each query's exact top 32 that lies in the best 1/16 of its keys; [heads].

    Keys in the two windows are left out of both, and queries with too few keys altogether.
    """
    rows = torch.nonzero(passage.positions >= NUM_TOP * FRACTION + sink + local)[:, 0]
    columns = torch.arange(passage.keys.shape[2])
    sample = draw_sample(passage, layer, rows, columns, sink, local)
    scores = sign_scores(signer, layer, sample.query, sample.key)
    budget = (passage.positions[rows] + 1) // FRACTION
    found = best_mask(scores, sample.may_choose, budget)
    found = found.repeat_interleave(len(sample.query) // len(found), dim=0)
    top = sample.scores().topk(NUM_TOP, dim=-1).indices
    return found.gather(2, top).float().mean(dim=(1, 2))


def mean_recall(maps: HashMaps, passages: Sequence[Passage]) -> float:
    """Over all layers that select, heads and queries."""
    recalls = [
        recall_of(maps, passage, layer, maps.sink, maps.local).mean()
        for passage in passages
        for layer in range(maps.num_layers)
        if layer not in maps.dense_layers
    ]
    return float(torch.stack(recalls).mean())


def _signs(sign: Callable[[int, Array], Array], layer: int, vectors: Tensor) -> Tensor:
    rows_first = vectors.transpose(0, 1).float().numpy()
    packed = sign(layer, rows_first)
    return torch.from_numpy(signs(packed)).transpose(0, 1).float()
