"""Every sequence runs to its end, in turns and within its blocks, whatever its size and company."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.engine.config import EngineConfig
from inference.engine.errors import BadSetting
from inference.engine.scheduling.scheduler import Scheduler
from inference.engine.sequence import FinishReason
from tests.inference.engine.scheduling.sequences import sequence, unhurried

CONFIG = EngineConfig(
    model_path=Path("unused"),
    max_sequences=4,
    block_size=4,
    num_blocks=12,
    prefill_chunk_tokens=8,
)
NUM_SLOTS = CONFIG.num_blocks * CONFIG.block_size


def scheduler_of(*sequences, **settings):
    scheduler = Scheduler(
        EngineConfig(
            **{name: getattr(CONFIG, name) for name in CONFIG.__dataclass_fields__} | settings
        )
    )
    for one in sequences:
        scheduler.add(one)
    return scheduler


def run_step(scheduler):
    """One step with an invented token for each draw; returns its chunks as (id, start, end)."""
    return carry_out(scheduler, scheduler.plan())


def carry_out(scheduler, plan):
    chunks = [(c.sequence.sequence_id, c.start, c.end) for c in plan.chunks]
    tokens = {c.sequence.sequence_id: 7 for c in plan.chunks if c.ends_in_a_draw}
    for advanced in scheduler.commit(plan, tokens):
        if len(advanced.answer_ids) == advanced.sampling.max_new_tokens:
            scheduler.finish(advanced, FinishReason.LENGTH)
    scheduler.check()
    return chunks


def run_to_the_end(scheduler, most_steps=3000):
    """Every step's chunks."""
    steps = []
    while scheduler.has_work:
        steps.append(run_step(scheduler))
        assert len(steps) < most_steps, "a livelock"
    return steps


few_tokens = st.lists(st.integers(0, 1), min_size=1, max_size=24)
prompts = few_tokens | st.integers(1, 24)
made = st.builds(
    lambda *given: given, prompts, st.integers(1, 24), st.sampled_from("xy"), st.sampled_from("ABC")
)
requests_made = st.lists(made, max_size=8).map(
    lambda requests: [sequence(number, *request) for number, request in enumerate(requests)]
)


@unhurried
@given(requests_made)
def test_every_sequence_gets_all_its_tokens(sequences):
    """Any two of them may need more than there is: they take turns by pre-emption."""
    scheduler = scheduler_of(*sequences)
    run_to_the_end(scheduler)
    assert scheduler.num_free_blocks == CONFIG.num_blocks
    assert all(len(one.answer_ids) == one.sampling.max_new_tokens for one in sequences)


@unhurried
@given(requests_made)
def test_a_step_computes_what_is_next_within_its_blocks_and_bounds(sequences):
    scheduler = scheduler_of(*sequences)
    while scheduler.has_work:
        reading_before = {one for one in sequences if one.in_prefill}
        plan = scheduler.plan()
        assert plan.chunks
        assert len({chunk.sequence for chunk in plan.chunks}) == len(plan.chunks)
        num_read = 0
        for chunk in plan.chunks:
            assert chunk.start == chunk.sequence.num_computed < chunk.end
            assert chunk.end <= len(chunk.sequence.block_table) * CONFIG.block_size
            assert chunk.ends_in_a_draw == (chunk.end == chunk.sequence.num_tokens)
            num_read += chunk.end - chunk.start if chunk.sequence in reading_before else 0
        assert num_read <= CONFIG.prefill_chunk_tokens + CONFIG.max_sequences
        carry_out(scheduler, plan)


@unhurried
@given(requests_made)
def test_the_one_admitted_first_always_gets_on(sequences):
    """An answer grows in each step, and a prompt waits at most for one chunk of each other one."""
    scheduler = scheduler_of(*sequences)
    waited = 0
    while scheduler.has_work:
        first = next(iter(scheduler._running.values()), None)
        was_reading = first is None or first.in_prefill
        moved = any(first and first.sequence_id == chunk[0] for chunk in run_step(scheduler))
        assert moved or was_reading
        waited = 0 if moved else waited + 1
        assert waited <= CONFIG.max_sequences


@unhurried
@given(requests_made, st.data())
def test_an_aborted_sequence_lets_go_of_its_blocks_at_once(sequences, data):
    scheduler = scheduler_of(*sequences)
    alive = sequences
    while alive:
        run_step(scheduler)
        alive = [one for one in alive if one.finish_reason is None]
        if alive:
            victim = alive.pop(data.draw(st.integers(0, len(alive) - 1)))
            scheduler.finish(victim, FinishReason.ABORT)
            scheduler.check()
            assert not victim.block_table
            held = {block for one in alive for block in one.block_table}
            assert scheduler.num_free_blocks == CONFIG.num_blocks - len(held)
    assert scheduler.num_free_blocks == CONFIG.num_blocks


@unhurried
@given(st.lists(st.tuples(prompts, st.integers(1, 24)), min_size=2, max_size=8))
def test_one_client_is_admitted_in_order_of_arrival(requests):
    sequences = [sequence(number, *request) for number, request in enumerate(requests)]
    scheduler, admitted = scheduler_of(*sequences), []
    while scheduler.has_work:
        run_step(scheduler)
        admitted += [
            one.sequence_id
            for one in sequences
            if (one.block_table or one.finish_reason or one.num_preemptions)
            and one.sequence_id not in admitted
        ]
    assert admitted == list(range(len(requests)))


def test_answers_go_on_while_a_long_prompt_is_read():
    scheduler = scheduler_of(sequence(1, 2, 9))
    run_step(scheduler)
    scheduler.add(sequence(2, 20, 1))
    assert [run_step(scheduler) for _ in range(3)] == [
        [(1, 2, 3), (2, 0, 8)],
        [(1, 3, 4), (2, 8, 16)],
        [(1, 4, 5), (2, 16, 20)],
    ]


def test_several_short_prompts_are_read_in_one_step():
    scheduler = scheduler_of(sequence(1, 3), sequence(2, 5), sequence(3, 2))
    assert run_step(scheduler) == [(1, 0, 3), (2, 0, 5)]
    assert run_step(scheduler) == [(3, 0, 2)]


def test_prompts_leave_room_in_a_step_for_answers():
    """Of 8 tokens the answer has one, so two prompts of 4 do not fit beside it."""
    scheduler = scheduler_of(sequence(1, 2, 9))
    run_step(scheduler)
    scheduler.add(sequence(2, 4))
    scheduler.add(sequence(3, 4))
    assert run_step(scheduler) == [(1, 2, 3), (2, 0, 4)]
    assert run_step(scheduler) == [(1, 3, 4), (3, 0, 4)]


def test_a_short_prompt_of_another_client_is_read_between_the_chunks_of_a_long_one():
    scheduler = scheduler_of(sequence(1, 30, client="A"))
    run_step(scheduler)
    scheduler.add(sequence(2, 6, client="B"))
    steps = [run_step(scheduler) for _ in range(3)]
    assert steps == [[(1, 8, 16)], [(2, 0, 6)], [(1, 16, 24)]]


def test_many_prompts_of_one_client_do_not_slow_the_prompt_of_another():
    """B's 16 tokens are read in every second chunk, although A has three prompts there."""
    flood = [sequence(number, 16, client="A") for number in (1, 2, 3)]
    scheduler = scheduler_of(*flood, sequence(4, 16, client="B"), num_blocks=32)
    order = [chunk[0] for step in run_to_the_end(scheduler) for chunk in step]
    assert order == [1, 4, 2, 4, 3, 1, 2, 3]


def test_the_same_prompt_again_is_read_from_the_cache():
    first, again = sequence(1, range(11), 2), sequence(2, [*range(9), 60, 61, 62])
    scheduler = scheduler_of(first)
    run_to_the_end(scheduler)
    scheduler.add(again)
    assert run_to_the_end(scheduler) == [[(2, 8, 12)]]
    assert (first.num_cached_prompt_tokens, again.num_cached_prompt_tokens) == (0, 8)


def test_a_prompt_that_is_being_read_is_not_read_twice():
    """Four at once: one reads the shared 16 tokens, the others wait for it and read their ends."""
    asked = [sequence(number, [*range(16), 90 + number, 91], 1) for number in range(4)]
    scheduler = scheduler_of(*asked, num_blocks=32)
    assert run_to_the_end(scheduler) == [
        [(0, 0, 8)],
        [(0, 8, 16)],
        [(0, 16, 18), (1, 16, 18), (2, 16, 18), (3, 16, 18)],
    ]
    assert [one.num_cached_prompt_tokens for one in asked] == [0, 16, 16, 16]


def test_another_network_reads_the_same_prompt_for_itself():
    asked = [sequence(1, range(8), variant="x"), sequence(2, range(8), variant="y")]
    assert run_to_the_end(scheduler_of(*asked)) == [[(1, 0, 8)], [(2, 0, 8)]]


def test_the_one_admitted_last_makes_room_and_reads_its_answer_again():
    """Five blocks of 4. Both have 8 tokens and two blocks; each answer begins a third."""
    first, last = sequence(1, 8, 6), sequence(2, 8, 6)
    scheduler = scheduler_of(first, last, num_blocks=5, prefill_chunk_tokens=16)
    assert run_step(scheduler) == [(1, 0, 8), (2, 0, 8)]
    plan = scheduler.plan()
    assert plan.num_preempted == 1
    assert [chunk.sequence for chunk in plan.chunks] == [first]
    assert (scheduler.num_running, scheduler.num_waiting) == (1, 1)
    assert (last.block_table, last.num_computed, len(last.answer_ids)) == ([], 0, 1)
    scheduler.commit(plan, {1: 7})
    steps = run_to_the_end(scheduler)
    assert steps[:4] == [[(1, 9, 10)], [(1, 10, 11)], [(1, 11, 12)], [(1, 12, 13)]]
    assert steps[4] == [(2, 4, 9)]
    assert last.num_preemptions == 1
    assert last.num_cached_prompt_tokens == 0


def test_newcomers_do_not_overtake_the_preempted():
    first, last = sequence(1, 8, 6), sequence(2, 8, 6)
    scheduler = scheduler_of(first, last, num_blocks=5, prefill_chunk_tokens=16)
    run_step(scheduler)
    run_step(scheduler)
    scheduler.add(sequence(3, 2, client="another"))
    order = [chunk[0] for step in run_to_the_end(scheduler) for chunk in step]
    assert order == [1, 1, 1, 1, 2, 3, 2, 2, 2, 2]


def test_the_preempted_keep_their_order():
    """Eight blocks of 4: the third gives way first, then the second, who comes back before it."""
    scheduler = scheduler_of(*(sequence(number, 8, 12) for number in (1, 2, 3)), num_blocks=8)
    order = [chunk[0] for step in run_to_the_end(scheduler) for chunk in step]
    begun_again = order[len(order) - order[::-1].index(1) :]
    assert begun_again[0] == 2
    assert set(begun_again) == {2, 3}


def test_a_preempted_sequence_can_be_aborted():
    first, last = sequence(1, 8, 6), sequence(2, 8, 6)
    scheduler = scheduler_of(first, last, num_blocks=5, prefill_chunk_tokens=16)
    run_step(scheduler)
    run_step(scheduler)
    scheduler.finish(last, FinishReason.ABORT)
    assert scheduler.num_waiting == 0
    run_to_the_end(scheduler)
    assert last.answer_ids == [7]


def test_a_newcomer_leaves_a_block_for_each_answer_to_grow():
    scheduler = scheduler_of(sequence(1, 3, 20), num_blocks=6)
    run_step(scheduler)
    scheduler.add(sequence(2, 20, 1))
    run_step(scheduler)
    assert (scheduler.num_running, scheduler.num_waiting) == (1, 1)


@pytest.mark.parametrize(("asked", "delay"), [(1, 8), (8, 1), (20, 1)])
def test_a_flood_of_a_thousand_delays_another_client_by_one_turn(asked, delay):
    """A turn is worth a chunk, here 8 tokens: that many requests of one token, or one of 8."""
    flood = [sequence(number, 1, asked, client="A") for number in range(1000)]
    scheduler = scheduler_of(*flood, max_sequences=1)
    scheduler.plan()
    other = sequence(5000, 1, client="B")
    scheduler.add(other)
    while other.finish_reason is None:
        run_step(scheduler)
    assert sum(one.finish_reason is not None for one in flood) <= delay + 1


def test_a_sequence_that_can_never_fit_is_refused():
    scheduler = scheduler_of()
    with pytest.raises(ValueError, match="never fit"):
        scheduler.add(sequence(1, 40, 40))
    scheduler.add(sequence(2, 40, NUM_SLOTS - 40 + 1))
    run_to_the_end(scheduler)


def test_a_step_that_may_read_nothing_is_refused():
    with pytest.raises(BadSetting, match="prefill_chunk_tokens must be at least 1"):
        EngineConfig(model_path=Path("unused"), prefill_chunk_tokens=0)
