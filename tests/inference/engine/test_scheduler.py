"""Every sequence runs to its end, in order of arrival, whatever its size and company."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.engine.config import EngineConfig
from inference.engine.scheduling.scheduler import Scheduler
from inference.engine.sequence import FinishReason, SamplingParams, Sequence

CONFIG = EngineConfig(
    model_path=Path("unused"),
    max_sequences=3,
    block_size=4,
    num_blocks=12,
    prefill_chunk_tokens=8,
)


def sequence(sequence_id, num_prompt, max_new_tokens, variant="plain"):
    sampling = SamplingParams(0, 1, seed=0, max_new_tokens=max_new_tokens)
    return Sequence(sequence_id, variant, list(range(num_prompt)), sampling)


def run_step(scheduler):
    """One step with an invented token for each draw; finishes what has all its tokens."""
    plan = scheduler.plan()
    tokens = {c.sequence.sequence_id: 7 for c in plan.chunks if c.ends_in_a_draw}
    for advanced in scheduler.commit(plan, tokens):
        if len(advanced.answer_ids) == advanced.sampling.max_new_tokens:
            scheduler.finish(advanced, FinishReason.LENGTH)
    scheduler.check()
    return plan


sizes = st.tuples(st.integers(1, 24), st.integers(1, 24), st.sampled_from(["plain", "other"]))


@given(st.lists(sizes, max_size=8))
def test_every_sequence_gets_all_its_tokens(requests):
    scheduler = Scheduler(CONFIG)
    sequences = [sequence(i, *request) for i, request in enumerate(requests)]
    for one in sequences:
        scheduler.add(one)
    for _ in range(500):
        run_step(scheduler)
    assert not scheduler.has_work
    assert scheduler.num_free_blocks == CONFIG.num_blocks
    assert all(len(one.answer_ids) == one.sampling.max_new_tokens for one in sequences)


@given(st.lists(sizes, min_size=1, max_size=8))
def test_each_step_computes_each_token_once_and_within_its_blocks(requests):
    scheduler = Scheduler(CONFIG)
    for i, request in enumerate(requests):
        scheduler.add(sequence(i, *request))
    for _ in range(60):
        plan = scheduler.plan()
        prompt_tokens = 0
        for chunk in plan.chunks:
            assert chunk.start == chunk.sequence.num_computed < chunk.end
            assert chunk.end <= len(chunk.sequence.block_table) * CONFIG.block_size
            prompt_tokens += chunk.end - chunk.start if chunk.sequence.in_prefill else 0
        assert prompt_tokens <= CONFIG.prefill_chunk_tokens
        run_step(scheduler)


@given(st.lists(sizes, min_size=2, max_size=8))
def test_admission_is_in_order_of_arrival(requests):
    scheduler = Scheduler(CONFIG)
    sequences = [sequence(i, *request) for i, request in enumerate(requests)]
    for one in sequences:
        scheduler.add(one)
    admitted = []
    for _ in range(500):
        chunks = run_step(scheduler).chunks
        admitted += sorted(chunk.sequence.sequence_id for chunk in chunks if chunk.start == 0)
    assert admitted == sorted(admitted) == list(range(len(requests)))


@given(st.lists(sizes, min_size=1, max_size=8), st.data())
def test_an_aborted_sequence_frees_its_blocks_at_once(requests, data):
    scheduler = Scheduler(CONFIG)
    alive = [sequence(i, *request) for i, request in enumerate(requests)]
    for one in alive:
        scheduler.add(one)
    while alive:
        run_step(scheduler)
        alive = [one for one in alive if one.finish_reason is None]
        if alive:
            victim = alive.pop(data.draw(st.integers(0, len(alive) - 1)))
            free_before = scheduler.num_free_blocks
            scheduler.finish(victim, FinishReason.ABORT)
            scheduler.check()
            assert scheduler.num_free_blocks == free_before + len(victim.block_table)
    assert scheduler.num_free_blocks == CONFIG.num_blocks


def test_answers_go_on_while_a_long_prompt_is_read():
    scheduler = Scheduler(CONFIG)
    answering, reading = sequence(1, 2, 9), sequence(2, 20, 1)
    scheduler.add(answering)
    run_step(scheduler)
    scheduler.add(reading)
    steps = [run_step(scheduler) for _ in range(3)]
    assert [[(c.sequence.sequence_id, c.end - c.start) for c in s.chunks] for s in steps] == [
        [(1, 1), (2, 8)],
        [(1, 1), (2, 8)],
        [(1, 1), (2, 4)],
    ]


def test_a_sequence_that_can_never_fit_is_refused():
    scheduler = Scheduler(CONFIG)
    with pytest.raises(ValueError, match="never fit"):
        scheduler.add(sequence(1, 40, 40))
