"""Which sequences run in the next step, and how many tokens of each; plain Python.

Sequences are admitted in turns among clients, as far as there are blocks for what they have to
read. An answer takes blocks as it grows. Where none is free, the sequence that was admitted last is
pre-empted: it loses its blocks and waits before all newcomers, to compute its tokens again without
drawing them again. So those who were admitted keep their order for good, the first of them always
has what it needs, and each of them comes to its end.
"""

from __future__ import annotations

from collections import deque

from inference.engine.config import EngineConfig
from inference.engine.scheduling.block_pool import BlockPool
from inference.engine.scheduling.fair_queue import FairQueue
from inference.engine.scheduling.step_plan import Chunk, StepPlan
from inference.engine.sequence import FinishReason, Sequence


class Scheduler:
    """Holds every sequence from its arrival to its end.

    A sequence is either waiting, or running, or pre-empted. Running ones that have more than their
    newest token to compute are also in `_reading`.
    """

    def __init__(self, config: EngineConfig) -> None:
        self._config = config
        self._pool = BlockPool(config.num_blocks, config.block_size)
        self._waiting = FairQueue(config.prefill_chunk_tokens)
        self._running: dict[int, Sequence] = {}  # in the order of admission, as _preempted is
        self._preempted: deque[Sequence] = deque()
        self._reading = FairQueue(config.prefill_chunk_tokens)

    @property
    def num_running(self) -> int:
        return len(self._running)

    @property
    def num_waiting(self) -> int:
        return len(self._waiting) + len(self._preempted)

    @property
    def num_free_blocks(self) -> int:
        """What a newcomer could get: blocks that are only cached count as free."""
        return self._pool.num_free

    @property
    def has_work(self) -> bool:
        return bool(self._running or self._preempted or self._waiting)

    def fits(self, sequence: Sequence) -> bool:
        """Whether it could run on an otherwise empty engine."""
        return self._pool.blocks_for(sequence.max_cached_tokens) <= self._pool.num_blocks

    def add(self, sequence: Sequence) -> None:
        if not self.fits(sequence):
            raise ValueError("The sequence can never fit into the cache.")
        self._waiting.add(sequence)

    def plan(self) -> StepPlan:
        """One token for each answer, and of what is to be read, one step's worth.

        A plan is to be committed before the next is made, or its sequences finished.
        """
        plan = StepPlan(num_preempted=self._make_room())
        self._admit()
        num_answers = 0
        for sequence in self._running.values():
            if not sequence.in_prefill:
                plan.add(Chunk(sequence, sequence.num_computed, sequence.num_tokens))
                num_answers += 1
        if self._reading:
            self._plan_reading(plan, self._config.prefill_chunk_tokens - num_answers)
        return plan

    def commit(self, plan: StepPlan, token_ids: dict[int, int]) -> list[Sequence]:
        """Record what a step computed; returns the sequences that got a token."""
        advanced = []
        for batch in plan.batches.values():
            for chunk in batch:
                sequence = chunk.sequence
                sequence.num_computed = chunk.end
                self._pool.publish(sequence)
                token_id = token_ids.get(sequence.sequence_id)
                if token_id is not None:
                    sequence.answer_ids.append(token_id)
                    advanced.append(sequence)
        return advanced

    def finish(self, sequence: Sequence, reason: FinishReason) -> None:
        """Take a sequence out, wherever it is, and let go of its blocks at once."""
        sequence.finish_reason = reason
        if sequence.sequence_id in self._running:
            self._stop_running(sequence)
        elif sequence in self._waiting:
            self._waiting.remove(sequence)
        else:
            self._preempted.remove(sequence)

    def forget_cached(self) -> None:
        """Use nothing again that was computed for sequences which have ended."""
        self._pool.forget_cached()

    def check(self) -> None:
        """The pool is sound, and the queues agree with it; anything else is a bug in here."""
        self._pool.check()
        running = set(self._running.values())
        assert self._pool.holders == running, "blocks outlive a sequence"
        reading = {one for one in running if one.in_prefill}
        assert {one for one in running if one in self._reading} == reading, "not read to its end"
        assert len(self._reading) == len(reading), "read without running"
        assert not any(one.num_computed for one in self._preempted), "pre-empted, still computed"

    def _make_room(self) -> int:
        """Blocks for the next token of each answer, the first admitted first. Returns how many
        were pre-empted for it: always the last ones, so whoever was served keeps its blocks."""
        num_preempted = 0
        for sequence in list(self._running.values()):
            while sequence.sequence_id in self._running and not self._pool.grow(sequence):
                self._preempt(next(reversed(self._running.values())))
                num_preempted += 1
        return num_preempted

    def _preempt(self, sequence: Sequence) -> None:
        self._stop_running(sequence)
        sequence.num_computed = 0
        sequence.num_preemptions += 1
        self._preempted.appendleft(sequence)

    def _stop_running(self, sequence: Sequence) -> None:
        if sequence in self._reading:
            self._reading.remove(sequence)
        self._pool.release(sequence)
        del self._running[sequence.sequence_id]

    def _admit(self) -> None:
        """Each running sequence could then still grow by a block before anyone is pre-empted."""
        while len(self._running) < self._config.max_sequences:
            sequence = self._preempted[0] if self._preempted else self._waiting.first()
            if sequence is None or not self._pool.start(sequence, len(self._running)):
                return
            if self._preempted:
                self._preempted.popleft()
            else:
                self._waiting.take(sequence.max_cached_tokens)
                sequence.num_cached_prompt_tokens = sequence.num_computed
            self._running[sequence.sequence_id] = sequence
            if sequence.in_prefill:
                self._reading.add(sequence)

    def _plan_reading(self, plan: StepPlan, num_left: int) -> None:
        """Whole chunks in turns among clients: the first always, others while they fit.

        No chunk is shortened for its company: a prompt is cut at whole chunks from where its
        computing begins. A sequence whose next block another computes in this step waits for it.
        """
        begun: set[object] = set()
        unfinished = []
        while (sequence := self._reading.first()) is not None:
            self._catch_up(sequence)
            chunk = self._next_chunk(sequence)
            num_tokens = chunk.end - chunk.start
            next_block = self._pool.next_block(sequence)
            if next_block is not None and next_block in begun:
                unfinished.append(self._reading.take(0))
                continue
            if begun and sequence.in_prefill and num_tokens > num_left:
                break
            self._reading.take(num_tokens)
            plan.add(chunk)
            begun.add(next_block)
            num_left -= num_tokens
            if chunk.end < sequence.num_tokens - 1:
                unfinished.append(sequence)
        for sequence in unfinished:
            self._reading.add(sequence)

    def _catch_up(self, sequence: Sequence) -> None:
        num_before = sequence.num_computed
        self._pool.catch_up(sequence)
        if not sequence.num_preemptions:
            sequence.num_cached_prompt_tokens += sequence.num_computed - num_before

    def _next_chunk(self, sequence: Sequence) -> Chunk:
        start = sequence.num_computed
        end = min(start + self._config.prefill_chunk_tokens, sequence.num_tokens)
        return Chunk(sequence, start, end)
