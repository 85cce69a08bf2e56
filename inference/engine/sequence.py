"""One request while it is generated."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from enum import StrEnum

from inference.engine.attention_request import HashAttentionRequest
from inference.engine.constraint import Constraint


class FinishReason(StrEnum):
    STOP = "stop"
    LENGTH = "length"
    ABORT = "abort"


@dataclass(frozen=True, slots=True)
class SamplingParams:
    """How the next token is drawn. temperature 0 takes the likeliest; seed fixes every draw.

    top_k 0 cuts nothing. logit_bias: (token_id, what is added to its logit). num_top_logprobs:
    None where no log-probabilities are wanted. ignore_eos: end tokens do not end the answer.
    """

    temperature: float
    top_p: float
    seed: int
    max_new_tokens: int
    stop: tuple[str, ...] = ()
    top_k: int = 0
    min_p: float = 0.0
    frequency_penalty: float = 0.0
    presence_penalty: float = 0.0
    logit_bias: tuple[tuple[int, float], ...] = ()
    num_top_logprobs: int | None = None
    ignore_eos: bool = False

    @property
    def has_penalty(self) -> bool:
        return self.frequency_penalty != 0 or self.presence_penalty != 0


@dataclass(slots=True, eq=False)
class Sequence:
    """A prompt, what has been answered so far, and where its keys and values live.

    client is whoever asked, as far as turns are concerned. num_computed counts the leading tokens
    whose keys and values are in the cache; num_cached_prompt_tokens those of the prompt that were
    there before, computed for others. A sequence that was pre-empted begins again at 0.
    shares_answer: False where the answer attends otherwise than a prompt of the same words would.
    """

    sequence_id: int
    variant: str
    prompt_ids: list[int]
    sampling: SamplingParams
    client: str = ""
    shares_answer: bool = True
    constraint: Constraint | None = None
    hash_attention: HashAttentionRequest | None = None
    answer_ids: list[int] = field(default_factory=list)
    num_computed: int = 0
    num_cached_prompt_tokens: int = 0
    num_preemptions: int = 0
    block_table: list[int] = field(default_factory=list)
    finish_reason: FinishReason | None = None
    _draws: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._draws = random.Random(self.sampling.seed)

    @property
    def num_shareable(self) -> int:
        """How many of its leading tokens others may have the keys and values of."""
        return self.num_tokens if self.shares_answer else len(self.prompt_ids)

    @property
    def num_tokens(self) -> int:
        return len(self.prompt_ids) + len(self.answer_ids)

    @property
    def max_cached_tokens(self) -> int:
        """The most that it will ever keep: the last answer token is never read again."""
        return len(self.prompt_ids) + self.sampling.max_new_tokens - 1

    @property
    def in_prefill(self) -> bool:
        """Whether it has more to compute than its newest token, be it prompt or answer."""
        return self.num_computed < self.num_tokens - 1

    def tokens(self, start: int, end: int) -> list[int]:
        """Token ids from start up to end, counted over prompt and answer."""
        split = len(self.prompt_ids)
        if start >= split:
            return self.answer_ids[start - split : end - split]
        return self.prompt_ids[start:end] + self.answer_ids[: max(0, end - split)]

    def next_draw(self) -> float:
        """The next uniform number in [0, 1); its own stream, so neighbours change nothing."""
        return self._draws.random()
