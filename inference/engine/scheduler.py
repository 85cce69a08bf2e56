"""Which sequences run in the next step, and how many tokens of each; plain Python.

A sequence is admitted only when all the blocks that it can ever need are free, and keeps them
until it ends. So a running sequence never waits for memory, and nothing can deadlock. Waiting
sequences are admitted strictly in the order of arrival, so nothing can starve.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from inference.engine.block_pool import BlockPool
from inference.engine.config import EngineConfig
from inference.engine.sequence import FinishReason, Sequence


@dataclass(frozen=True, slots=True)
class Chunk:
    """Tokens start to end of a sequence, to be computed in this step."""

    sequence: Sequence
    start: int
    end: int

    @property
    def ends_in_a_draw(self) -> bool:
        """Whether the next token is drawn after this chunk."""
        return self.end == self.sequence.num_tokens


@dataclass(frozen=True, slots=True)
class StepPlan:
    """The chunks of one step, by variant: answers first, then prompts in order of arrival."""

    batches: dict[str, list[Chunk]] = field(default_factory=dict)

    def add(self, chunk: Chunk) -> None:
        self.batches.setdefault(chunk.sequence.variant, []).append(chunk)

    @property
    def chunks(self) -> list[Chunk]:
        return [chunk for batch in self.batches.values() for chunk in batch]


class Scheduler:
    """Holds every sequence from its arrival to its end."""

    def __init__(self, config: EngineConfig) -> None:
        self._config = config
        self._pool = BlockPool(config.num_blocks)
        self._waiting: deque[Sequence] = deque()
        self._running: list[Sequence] = []

    @property
    def num_running(self) -> int:
        return len(self._running)

    @property
    def num_waiting(self) -> int:
        return len(self._waiting)

    @property
    def num_free_blocks(self) -> int:
        return self._pool.num_free

    @property
    def has_work(self) -> bool:
        return bool(self._running or self._waiting)

    def fits(self, sequence: Sequence) -> bool:
        """Whether it could run on an otherwise empty engine."""
        return self._blocks_for(sequence) <= self._pool.num_blocks

    def add(self, sequence: Sequence) -> None:
        if not self.fits(sequence):
            raise ValueError("The sequence can never fit into the cache.")
        self._waiting.append(sequence)

    def plan(self) -> StepPlan:
        """Admit what fits, then one token for each answer and one step's worth of prompts."""
        self._admit()
        plan = StepPlan()
        for sequence in self._running:
            if not sequence.in_prefill:
                plan.add(Chunk(sequence, sequence.num_computed, sequence.num_tokens))
        self._plan_prompts(plan)
        return plan

    def commit(self, plan: StepPlan, token_ids: dict[int, int]) -> list[Sequence]:
        """Record what a step computed; returns the sequences that got a token."""
        advanced = []
        for chunk in plan.chunks:
            sequence = chunk.sequence
            sequence.num_computed = chunk.end
            if sequence.sequence_id in token_ids:
                sequence.answer_ids.append(token_ids[sequence.sequence_id])
                advanced.append(sequence)
        return advanced

    def finish(self, sequence: Sequence, reason: FinishReason) -> None:
        """Take a sequence out, wherever it is, and free its blocks at once."""
        sequence.finish_reason = reason
        if sequence in self._running:
            self._running.remove(sequence)
            self._pool.free(sequence.sequence_id)
        else:
            self._waiting.remove(sequence)

    def check(self) -> None:
        """The pool is sound, and holds blocks for running sequences only."""
        self._pool.check()
        held = sum(len(sequence.block_table) for sequence in self._running)
        assert held + self._pool.num_free == self._pool.num_blocks, "blocks outlive a sequence"

    def _admit(self) -> None:
        while self._waiting and len(self._running) < self._config.max_sequences:
            sequence = self._waiting[0]
            num_blocks = self._blocks_for(sequence)
            if not self._pool.can_allocate(num_blocks):
                return
            sequence.block_table = self._pool.allocate(sequence.sequence_id, num_blocks)
            self._running.append(self._waiting.popleft())

    def _plan_prompts(self, plan: StepPlan) -> None:
        """Chunks begin at multiples of the chunk size, whoever else is there: the same prompt is
        always cut at the same places, so its numbers do not depend on its company."""
        budget = size = self._config.prefill_chunk_tokens
        for sequence in self._running:
            if not sequence.in_prefill:
                continue
            end = min(sequence.num_computed + size, len(sequence.prompt_ids))
            budget -= end - sequence.num_computed
            if budget < 0:
                return
            plan.add(Chunk(sequence, sequence.num_computed, end))

    def _blocks_for(self, sequence: Sequence) -> int:
        return -(-sequence.max_cached_tokens // self._config.block_size)
