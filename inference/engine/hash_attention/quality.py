"""What sparse attention does to the network's next-token distribution."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from inference.engine.checkpoint.base import Shape
from inference.engine.hash_attention.passage import (
    Attend,
    PassageAttention,
    attend_densely,
    run_passage,
)
from inference.engine.network.transformer import Weights


@dataclass(frozen=True, slots=True)
class Quality:
    """loss: nats a token. divergence: KL of the dense from the sparse distribution, in nats.

    agreement: how often both find the same token the likeliest.
    """

    loss: float
    divergence: float
    agreement: float

    @property
    def perplexity(self) -> float:
        return math.exp(self.loss)


class TeacherForced:
    """A passage whose last num_rows tokens are read one after another, as in decoding.

    The tokens before are run once and densely, as prompts are. passage: the dense run's keys,
    values, and queries at `positions`.
    """

    @torch.inference_mode()
    def __init__(
        self,
        shape: Shape,
        weights: Weights,
        token_ids: Tensor,
        num_rows: int,
        positions: Tensor,
    ) -> None:
        self._shape, self._weights, self._token_ids = shape, weights, token_ids
        self._first = len(token_ids) - num_rows
        self._attention = PassageAttention(shape, len(token_ids), positions)
        run_passage(shape, weights, self._attention, token_ids[: self._first])
        self._dense = self._run(attend_densely)
        self.passage = self._attention.passage()

    @torch.inference_mode()
    def measure(self, attend: Attend) -> Quality:
        found = self._run(attend)
        next_ids = self._token_ids[self._first + 1 :, None]
        loss = -found[:-1].gather(1, next_ids).mean()
        divergence = (self._dense.exp() * (self._dense - found)).sum(dim=1).mean()
        same = found.argmax(dim=1) == self._dense.argmax(dim=1)
        return Quality(float(loss), float(divergence), float(same.float().mean()))

    def _run(self, attend: Attend) -> Tensor:
        """Log probabilities [num_rows, vocabulary]."""
        self._attention.attend_rows = attend
        first = self._first
        logits = run_passage(
            self._shape, self._weights, self._attention, self._token_ids, first, first
        )
        return torch.log_softmax(logits, dim=-1)


def mean_quality(qualities: list[Quality]) -> Quality:
    """Each figure's mean; the perplexity is then that of the mean loss."""
    count = len(qualities)
    return Quality(
        sum(quality.loss for quality in qualities) / count,
        sum(quality.divergence for quality in qualities) / count,
        sum(quality.agreement for quality in qualities) / count,
    )
