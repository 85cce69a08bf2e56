"""Whether sampled attention keeps its promise: the errors that it really makes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from inference.engine.hash_attention.corrected import attend_chosen, attend_corrected
from inference.engine.hash_attention.maps import HashMaps
from inference.engine.hash_attention.passage import Passage
from inference.engine.hash_attention.sampling_budget import Tolerance
from inference.engine.hash_attention.signatures import budget_of, kept_keys, scores


@dataclass(frozen=True, slots=True)
class Realised:
    """Relative L2 errors of single (head, query) outputs, and what they cost.

    errors, uncorrected [pairs]: with the sample, and with the chosen keys alone.
    read, exact [group queries]: the share of keys read; whether it was all of them.
    """

    errors: Tensor
    uncorrected: Tensor
    read: Tensor
    exact: Tensor


def realised_errors(
    maps: HashMaps,
    passage: Passage,
    layer: int,
    rows: list[int],
    density: float,
    tolerance: Tolerance,
    rng: np.random.Generator,
) -> Realised:
    """rows: places among passage.positions. For maps whose groups share their keys."""
    errors, uncorrected, read, exact = [], [], [], []
    keys, values = passage.keys[layer].float(), passage.values[layer].float()
    signatures = maps.key_signatures(layer, keys.transpose(0, 1).numpy())
    for row in rows:
        num_keys = int(passage.positions[row]) + 1
        query = passage.queries[layer][:, row].float()
        query_signatures = maps.query_signatures(layer, query[None].numpy())[0]
        for kv_head in range(len(keys)):
            group = len(query) // len(keys)
            heads = slice(kv_head * group, (kv_head + 1) * group)
            seen = keys[kv_head, :num_keys], values[kv_head, :num_keys]
            key_scores = scores(query_signatures[heads], signatures[:num_keys, kv_head])
            kept = kept_keys(key_scores, budget_of(num_keys, density), maps.sink, maps.local)
            draws = rng.permutation(np.setdiff1d(np.arange(num_keys), kept))
            chosen = torch.from_numpy(kept)
            found = attend_corrected(
                query[heads], *seen, chosen, torch.from_numpy(draws), tolerance
            )
            whole = attend_chosen(query[heads], *seen)
            alone = attend_chosen(query[heads], seen[0][chosen], seen[1][chosen])
            errors.append(_relative(found.output, whole))
            uncorrected.append(_relative(alone, whole))
            read.append(found.num_read / num_keys)
            exact.append(found.exact)
    return Realised(
        torch.cat(errors), torch.cat(uncorrected), torch.tensor(read), torch.tensor(exact)
    )


def _relative(found: Tensor, whole: Tensor) -> Tensor:
    """[heads]"""
    return (found - whole).norm(dim=-1) / whole.norm(dim=-1)
