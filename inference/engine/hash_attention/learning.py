"""One layer's maps as they learn: their shapes, how they start, and what they are told.

Codes are tanh of the maps' values; they stand for the signs that a signature keeps, and the
steeper the tanh, the better.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor
from torch.nn import functional

from inference.engine.hash_attention.maps import Kind
from inference.engine.hash_attention.passage import Passage

PAPER_WIDTH = 128
NEVER = -1e9  # a score that no softmax sees; minus infinity would make rows without keys nan
LEAST_VARIANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Sample:
    """Some queries and some keys of one layer of a passage, float32.

    query [heads, rows, dim]; key [kv_heads, columns, dim]; log_norms [kv_heads, columns] of the
    values; may_choose [rows, columns]: the key lies before the query and in none of its windows.
    share: of the passage's keys.
    """

    query: Tensor
    key: Tensor
    log_norms: Tensor
    may_choose: Tensor
    share: float

    @property
    def group(self) -> int:
        return len(self.query) // len(self.key)

    def scores(self) -> Tensor:
        """Exact scores [heads, rows, columns], NEVER where the key may not be chosen."""
        keys = self.key.repeat_interleave(self.group, dim=0)
        products = self.query @ keys.transpose(1, 2) * self.query.shape[-1] ** -0.5
        return products.masked_fill(~self.may_choose, NEVER)


@dataclass(slots=True)
class LayerMaps:
    """query, key: the steps of each map as (weight [heads, in, out], bias [heads, out]).

    sharpness [kv_heads, 1, 1]: log of what a group's score is multiplied by in its softmax.
    """

    kind: Kind
    query: list[tuple[Tensor, Tensor]]
    key: list[tuple[Tensor, Tensor]]
    sharpness: Tensor

    def parameters(self) -> Iterator[Tensor]:
        for step in (*self.query, *self.key):
            yield from step
        yield self.sharpness

    def loss(self, sample: Sample, steepness: float = 1.0) -> Tensor:
        query = codes(self.query, sample.query, steepness)
        if self.kind == Kind.PAPER:
            repeated = sample.key.repeat_interleave(sample.group, dim=0)
            predicted = query @ codes(self.key, repeated, steepness).transpose(1, 2)
            return paper_loss(predicted, sample)
        summed = query.unflatten(0, (len(sample.key), -1)).sum(dim=1)
        predicted = summed @ codes(self.key, sample.key, steepness).transpose(1, 2)
        return group_loss(predicted * self.sharpness.exp(), sample)


def codes(steps: Sequence[tuple[Tensor, Tensor]], vectors: Tensor, steepness: float) -> Tensor:
    """vectors [heads, rows, dim] -> [heads, rows, bits], each between -1 and 1."""
    for place, (weight, bias) in enumerate(steps):
        hidden = functional.silu(vectors) if place else vectors
        vectors = torch.baddbmm(bias[:, None], hidden, weight)
    return torch.tanh(steepness * vectors)


def paper_loss(predicted: Tensor, sample: Sample, alpha: float = 20.0, num_top: int = 32) -> Tensor:
    """Is a key among its query's best 32? Binary cross entropy, a yes weighing alpha times a no.

    predicted [heads, rows, columns]. Of a sample of the keys, its share of 32 counts as best.
    Source: arXiv 2412.14468's released training, with beta = 0.
    """
    exact = sample.scores()
    num_best = max(1, round(num_top * sample.share))
    best = exact >= exact.topk(num_best, dim=-1).values[..., -1:]
    best &= sample.may_choose
    weight = torch.where(best, alpha, 1.0) * sample.may_choose
    losses = functional.binary_cross_entropy_with_logits(predicted, best.float(), reduction="none")
    return (losses * weight).sum() / (len(predicted) * sample.may_choose.sum().clamp_min(1))


def group_loss(predicted: Tensor, sample: Sample) -> Tensor:
    """How far a group's softmaxed scores are from what its heads really take from each key.

    predicted [kv_heads, rows, columns]. The goal is the mean over the group's heads of each key's
    share of attention times its value's length: exp(score) ||v||, as in the paper's lemma.
    """
    shares = sample.scores() + sample.log_norms.repeat_interleave(sample.group, dim=0)[:, None]
    goal = torch.softmax(shares, dim=-1).unflatten(0, (len(sample.key), -1)).mean(dim=1)
    guess = torch.log_softmax(predicted.masked_fill(~sample.may_choose, NEVER), dim=-1)
    has_keys = sample.may_choose.any(dim=-1)
    return -(goal * guess).sum(dim=-1)[:, has_keys].mean()


def draw_sample(
    passage: Passage, layer: int, rows: Tensor, columns: Tensor, sink: int, local: int
) -> Sample:
    """rows: places among passage.positions; columns: places of keys."""
    positions = passage.positions[rows][:, None]
    values = passage.values[layer][:, columns].float()
    return Sample(
        query=passage.queries[layer][:, rows].float(),
        key=passage.keys[layer][:, columns].float(),
        log_norms=values.norm(dim=-1).clamp_min_(LEAST_VARIANCE).log_(),
        may_choose=(columns >= sink) & (columns <= positions - local),
        share=len(columns) / passage.keys.shape[2],
    )


def start_maps(
    kind: Kind, passages: Sequence[Passage], layer: int, bits: int, generator: torch.Generator
) -> LayerMaps:
    queries = torch.cat([passage.queries[layer] for passage in passages], dim=1).float()
    keys = torch.cat([passage.keys[layer] for passage in passages], dim=1).float()
    sharpness = torch.full((len(keys), 1, 1), -1.5)
    if kind == Kind.PAPER:
        both = [_random_steps(len(queries), keys.shape[2], bits, generator) for _ in range(2)]
        return LayerMaps(kind, both[0], both[1], sharpness)
    query, key = _principal_maps(queries, keys, bits, generator)
    return LayerMaps(kind, [query], [key], sharpness)


def _random_steps(
    heads: int, dim: int, bits: int, generator: torch.Generator
) -> list[tuple[Tensor, Tensor]]:
    """Uniform within 1 / sqrt(inputs), as torch's own linear layers start."""
    widths = (dim, PAPER_WIDTH, PAPER_WIDTH, bits)
    steps = []
    for inputs, outputs in pairwise(widths):
        weight, bias = torch.empty(heads, inputs, outputs), torch.empty(heads, outputs)
        for tensor in (weight, bias):
            tensor.uniform_(-(inputs**-0.5), inputs**-0.5, generator=generator)
        steps.append((weight, bias))
    return steps


def _principal_maps(
    queries: Tensor, keys: Tensor, bits: int, generator: torch.Generator
) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    """Maps whose values' product is close to that of query and key, spread evenly over the bits.

    The bits' directions are the principal ones of the product under both covariances, turned at
    random. Keys are centred: what all keys have in common changes no query's order of them.
    """
    group, dim = len(queries) // len(keys), keys.shape[2]
    query_weight, key_weight = (
        torch.empty(len(queries), dim, bits),
        torch.empty(len(keys), dim, bits),
    )
    means = keys.mean(dim=1)
    for head in range(len(keys)):
        of_group = slice(head * group, (head + 1) * group)
        centred, asked = keys[head] - means[head], queries[of_group].flatten(0, 1)
        key_root, query_root = _root(centred), _root(asked)
        left, sizes, right = torch.linalg.svd(query_root @ key_root)
        kept = min(bits, dim)
        turn = torch.linalg.qr(torch.randn(bits, bits, generator=generator))[0][:kept]
        scale = sizes[:kept].sqrt()
        query_map = torch.linalg.solve(query_root, left[:, :kept] * scale) @ turn
        key_map = torch.linalg.solve(key_root, right.T[:, :kept] * scale) @ turn
        query_weight[of_group] = query_map / (asked @ query_map).std(dim=0)
        key_weight[head] = key_map / (centred @ key_map).std(dim=0)
    key_bias = -(means[:, None] @ key_weight)[:, 0]
    return (query_weight, torch.zeros(len(queries), bits)), (key_weight, key_bias)


def _root(rows: Tensor) -> Tensor:
    """The square root of the rows' second moments, [dim, dim]."""
    sizes, axes = torch.linalg.eigh(rows.T @ rows / len(rows))
    return (axes * sizes.clamp_min(LEAST_VARIANCE).sqrt()) @ axes.T
