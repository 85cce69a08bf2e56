"""A thousand random requests through the engine, with a cache that shows every mistake.

The network is a hash: what it writes into a slot depends on the variant and on all tokens up to
there, read back through the block table, and so does what it draws. A wrong block, a slot that is
overwritten, a token that is computed twice or drawn twice changes the answer.
"""

import random
from pathlib import Path

import pytest

from inference.engine.config import EngineConfig
from inference.engine.engine import Engine
from inference.engine.sampler import Drawn
from inference.engine.scheduling.scheduler import Scheduler
from inference.engine.sequence import FinishReason
from tests.inference.engine.day import Day
from tests.inference.engine.scheduling.sequences import sequence

VARIANTS = {"plain": 1, "int8": 2}
COMMON_BEGINNINGS = [], [1, 2, 3] * 4, [1, 2, 3] * 12, [4, 3] * 20
END, NUM_TOKEN_IDS = 0, 100
NUM_REQUESTS = 1000
MOST_TOKENS = 150
MOST_STEPS_WAITING = 1500


class HashNetwork:
    """A step runner. A slot holds (the token written, a hash of all tokens up to it)."""

    def __init__(self, config):
        self._block_size = config.block_size
        self._slots = [None] * (config.num_blocks * config.block_size)
        self.num_computed, self.num_preempted, self.most_running = 0, 0, 0

    def run(self, plan):
        drawn, written = {}, []
        for chunk in plan.chunks:
            one = chunk.sequence
            assert chunk.start == one.num_computed < chunk.end <= one.num_tokens
            slots = self._slots_of(one, chunk.end)
            held = [self._slots[slot] for slot in slots[: chunk.start]]
            assert [token for token, _ in held] == one.tokens(0, chunk.start), "another's slots"
            so_far = held[-1][1] if held else VARIANTS[one.variant]
            for slot, token in zip(
                slots[chunk.start :], one.tokens(chunk.start, chunk.end), strict=True
            ):
                so_far = hash((so_far, token))
                self._slots[slot] = token, so_far
            written += slots[chunk.start :]
            if chunk.ends_in_a_draw:
                drawn[one.sequence_id] = Drawn(token_after(so_far, one.next_draw()))
        assert len(written) == len(set(written)), "two chunks wrote one slot"
        self.num_computed += len(written)
        self.num_preempted += plan.num_preempted
        self.most_running = max(self.most_running, len(plan.chunks))
        return drawn

    def _slots_of(self, one, end):
        size, table = self._block_size, one.block_table
        return [table[place // size] * size + place % size for place in range(end)]


class NumbersForWords:
    end_ids = frozenset({END})

    def token_bytes(self, token_id):
        return b"%d " % token_id


def token_after(so_far, uniform):
    return hash((so_far, uniform)) % NUM_TOKEN_IDS


def answer_alone(one):
    """What the hash network answers, without engine, cache and company."""
    so_far, draws, answer = VARIANTS[one.variant], random.Random(one.sampling.seed), []
    for token in one.prompt_ids:
        so_far = hash((so_far, token))
    while len(answer) < one.sampling.max_new_tokens and END not in answer:
        answer.append(token_after(so_far, draws.random()))
        so_far = hash((so_far, answer[-1]))
    return answer


def random_request(number, rng, earlier):
    """A chat that goes on, one that begins like another or as many do, or something new."""
    prompt, variant = rng.choice(COMMON_BEGINNINGS), rng.choice(list(VARIANTS))
    if earlier and rng.random() < 0.5:
        other = rng.choice(earlier[-30:])
        variant = other.variant if rng.random() < 0.9 else variant
        prompt = other.tokens(0, rng.choice([other.num_tokens, rng.randint(0, other.num_tokens)]))
    new = [rng.randrange(1, 5) for _ in range(rng.choice([0, 1, 3, 40]))]
    prompt = (prompt[:70] + new)[:80] or [1]
    max_new_tokens = rng.choice([1, 60, rng.randint(1, MOST_TOKENS - len(prompt))])
    client = rng.choice(["flood"] * 6 + ["A", "B", "C"])
    return sequence(number, prompt, max_new_tokens, variant, client, seed=rng.randrange(8))


def day_of(config, seed, num_requests=NUM_REQUESTS):
    """Requests and aborts at random steps, until nobody is left."""
    return Day(
        config,
        HashNetwork(config),
        NumbersForWords(),
        random.Random(seed),
        random_request,
        num_requests,
        arrivals=0.3,
        aborts=0.1,
        most_steps_waiting=MOST_STEPS_WAITING,
    )


def small_engine(**settings):
    sizes = {"max_sequences": 12, "queue_size": 30, "block_size": 4, "num_blocks": 60}
    return EngineConfig(Path("unused"), prefill_chunk_tokens=24, **sizes | settings)


@pytest.mark.parametrize(
    ("seed", "config"),
    [
        (1, small_engine()),
        (2, small_engine(num_blocks=38)),
        (3, small_engine(block_size=16, num_blocks=20)),
        (4, small_engine(num_blocks=400, max_sequences=64)),
        (5, small_engine(block_size=1, num_blocks=180)),
    ],
    ids=["small", "hardly room for one", "large blocks", "room for all", "blocks of one token"],
)
def test_every_answer_is_as_if_it_were_alone_and_nothing_is_lost(seed, config):
    day = day_of(config, seed)
    day.run()
    assert day.scheduler.num_free_blocks == config.num_blocks
    assert (day.scheduler.num_running, day.scheduler.num_waiting, day.open) == (0, 0, {})
    for one in day.sequences:
        expected = answer_alone(one)
        if one.finish_reason is FinishReason.ABORT:
            expected = expected[: len(one.answer_ids)]
        assert one.answer_ids == expected
        assert day.texts[one] == "".join(f"{token} " for token in expected if token != END)
    assert sum(one.finish_reason is FinishReason.ABORT for one in day.sequences) > 20


def test_such_a_day_has_pre_emptions_company_and_reuse():
    """What the test above means to try does happen."""
    day = day_of(small_engine(), seed=1)
    day.run()
    num_read = sum(len(one.prompt_ids) for one in day.sequences)
    assert day.runner.num_preempted > 100
    assert day.runner.most_running >= 8
    assert sum(one.num_cached_prompt_tokens for one in day.sequences) > num_read / 10
    assert len({one.client for one in day.sequences}) == 4


class BreakingNetwork(HashNetwork):
    """Its 12th step breaks, with slots half written."""

    num_steps = 0

    def run(self, plan):
        self.num_steps += 1
        if self.num_steps == 12:
            self._slots = [(9, 9)] * len(self._slots)
            raise RuntimeError("The twelfth step broke.")
        return super().run(plan)


def test_after_a_step_that_breaks_nothing_computed_before_is_used_again():
    config, heard = small_engine(), []
    scheduler = Scheduler(config)
    engine = Engine(scheduler, BreakingNetwork(config), NumbersForWords())
    lost, after = (sequence(number, [1, 2, 3] * 10, 30) for number in (1, 2))

    def hear_first(delivery):
        heard.append(delivery)
        if delivery.failed:
            engine.submit(after, hear_second)

    def hear_second(delivery):
        if delivery.finish_reason:
            engine.stop()

    engine.submit(lost, hear_first)
    engine.run_until_stopped()
    assert heard[-1].failed
    assert 0 < len(lost.answer_ids) < len(answer_alone(lost))
    assert after.answer_ids == answer_alone(after)
    assert scheduler.num_free_blocks == config.num_blocks


def test_an_engine_alone_answers_as_the_reference_does():
    rng = random.Random(6)
    for number in range(50):
        day = day_of(small_engine(), seed=number, num_requests=0)
        one = random_request(number, rng, day.sequences)
        day.ask(one)
        while day.open:
            day.engine.take_inbox(wait=False)
            day.engine.step()
        assert one.answer_ids == answer_alone(one)
