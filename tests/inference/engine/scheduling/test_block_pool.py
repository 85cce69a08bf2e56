"""The block pool loses nothing, gives nothing twice, and reuses only what is the same."""

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from inference.engine.scheduling.block_pool import BlockPool
from tests.inference.engine.scheduling.sequences import sequence, unhurried

BLOCK_SIZE = 4


def compute(pool, one, num_computed=None):
    one.num_computed = one.num_tokens if num_computed is None else num_computed
    pool.publish(one)


def test_a_worked_example_of_reuse():
    """Blocks of 4 tokens. The second prompt shares 9 tokens: two full blocks."""
    pool = BlockPool(8, BLOCK_SIZE)
    first, second = sequence(1, range(11)), sequence(2, [*range(9), 77, 78])
    assert pool.start(first, num_spare=0)
    assert (first.block_table, first.num_computed, pool.num_free) == ([0, 1, 2], 0, 5)
    compute(pool, first)
    assert pool.start(second, num_spare=0)
    assert (second.block_table, second.num_computed, pool.num_free) == ([0, 1, 3], 8, 4)
    pool.release(first)
    assert pool.num_free == 5
    pool.release(second)
    assert pool.num_free == 8
    pool.check()


def test_the_last_token_of_a_prompt_is_never_taken_from_the_cache():
    pool = BlockPool(8, BLOCK_SIZE)
    first, same = sequence(1, range(8)), sequence(2, range(8))
    pool.start(first, 0)
    compute(pool, first)
    pool.start(same, 0)
    assert same.num_computed == 4


def test_answers_are_reused_as_prompts_are():
    pool = BlockPool(8, BLOCK_SIZE)
    first = sequence(1, range(6), max_new_tokens=4)
    pool.start(first, 0)
    first.answer_ids += [91, 92, 93]
    pool.grow(first)
    compute(pool, first)
    pool.release(first)
    follow_up = sequence(2, [*range(6), 91, 92, 93, 50])
    pool.start(follow_up, 0)
    assert follow_up.num_computed == 8


def test_another_network_reuses_nothing():
    pool = BlockPool(8, BLOCK_SIZE)
    first, other = sequence(1, range(9)), sequence(2, range(9), variant="int8")
    pool.start(first, 0)
    compute(pool, first)
    pool.start(other, 0)
    assert other.num_computed == 0
    assert not set(first.block_table) & set(other.block_table)


def test_two_that_compute_the_same_block_end_on_one():
    pool = BlockPool(8, BLOCK_SIZE)
    first, twin = sequence(1, range(9)), sequence(2, range(9))
    pool.start(first, 0)
    pool.start(twin, 0)
    assert pool.num_free == 2
    compute(pool, first)
    compute(pool, twin)
    assert twin.block_table[:2] == first.block_table[:2]
    assert twin.block_table[2] != first.block_table[2]
    assert pool.num_free == 4
    pool.check()


def test_a_sequence_catches_up_with_what_others_computed_since():
    pool = BlockPool(8, BLOCK_SIZE)
    first, later = sequence(1, range(9)), sequence(2, [*range(8), 60, 61])
    pool.start(first, 0)
    pool.start(later, 0)
    assert pool.next_block(first) == pool.next_block(later)
    compute(pool, later, 2)
    compute(pool, first)
    pool.catch_up(later)
    assert later.num_computed == 8
    assert pool.next_block(later) is None
    pool.check()


def test_cached_blocks_give_way_when_blocks_are_wanted():
    pool = BlockPool(3, BLOCK_SIZE)
    old, new = sequence(1, range(12)), sequence(2, range(50, 58))
    pool.start(old, 0)
    compute(pool, old)
    pool.release(old)
    pool.start(new, 0)
    assert new.block_table == [2, 1]
    again = sequence(3, range(5))
    assert not pool.start(again, 0)
    pool.release(new)
    pool.start(again, 0)
    assert again.num_computed == 4


def test_nothing_changes_where_too_few_are_free():
    pool = BlockPool(3, BLOCK_SIZE)
    small, large = sequence(1, 4), sequence(2, 9)
    assert not pool.start(large, num_spare=1)
    assert pool.start(small, num_spare=2)
    assert not pool.start(large, num_spare=0)
    small.answer_ids += range(9)
    assert not pool.grow(small)
    assert len(small.block_table) == 1
    pool.check()


def test_a_prefix_that_is_reused_is_not_evicted_to_make_room_for_its_rest():
    """Three blocks, two of them cached: the newcomer takes those, and only one is left."""
    pool = BlockPool(3, BLOCK_SIZE)
    old = sequence(1, range(8))
    pool.start(old, 0)
    compute(pool, old)
    pool.release(old)
    assert not pool.start(sequence(2, range(14)), num_spare=0)
    fits = sequence(3, range(12))
    assert pool.start(fits, num_spare=0)
    assert fits.num_computed == 8


def test_what_was_forgotten_is_not_reused():
    pool = BlockPool(4, BLOCK_SIZE)
    first, same = sequence(1, range(9)), sequence(2, range(9))
    pool.start(first, 0)
    compute(pool, first)
    pool.release(first)
    pool.forget_cached()
    pool.check()
    pool.start(same, 0)
    assert same.num_computed == 0


few_tokens = st.lists(st.integers(0, 1), min_size=1, max_size=20)


@unhurried
@given(st.lists(st.tuples(st.sampled_from("ab"), few_tokens), max_size=12))
def test_the_longest_known_prefix_of_full_blocks_is_reused(requests):
    """Against a set of all full-block prefixes that were computed, in a pool that never fills."""
    pool, known = BlockPool(200, BLOCK_SIZE), set()
    for number, (variant, prompt) in enumerate(requests):
        one = sequence(number, prompt, variant=variant)
        pool.start(one, 0)
        ends = range(BLOCK_SIZE, len(prompt), BLOCK_SIZE)
        expected = [end for end in ends if (variant, *prompt[:end]) in known]
        assert one.num_computed == max(expected, default=0)
        compute(pool, one)
        known |= {(variant, *prompt[:end]) for end in [*ends, len(prompt)] if end % BLOCK_SIZE == 0}
        if number % 2:
            pool.release(one)
        pool.check()


class PoolMachine(RuleBasedStateMachine):
    """Random lives of sequences in a small pool, which remembers what was written where."""

    NUM_BLOCKS = 12

    def __init__(self):
        super().__init__()
        self.pool = BlockPool(self.NUM_BLOCKS, BLOCK_SIZE)
        self.written = {}  # slot -> variant and all tokens up to there
        self.alive = []
        self.num_made = 0

    def slots(self, one, end):
        return [one.block_table[i // BLOCK_SIZE] * BLOCK_SIZE + i % BLOCK_SIZE for i in range(end)]

    @rule(variant=st.sampled_from("ab"), prompt=few_tokens, num_spare=st.integers(0, 2))
    def start(self, variant, prompt, num_spare):
        self.num_made += 1
        one = sequence(self.num_made, prompt, variant=variant)
        if self.pool.start(one, num_spare):
            assert self.pool.num_free >= num_spare
            self.alive.append(one)

    @precondition(lambda self: self.alive)
    @rule(data=st.data(), share=st.floats(0, 1))
    def compute(self, data, share):
        one = data.draw(st.sampled_from(self.alive))
        start = one.num_computed
        end = start + round(share * (one.num_tokens - start))
        for place, slot in list(enumerate(self.slots(one, end)))[start:]:
            self.written[slot] = (one.variant, one.tokens(0, place + 1))
        compute(self.pool, one, end)

    @precondition(lambda self: self.alive)
    @rule(data=st.data(), token_id=st.integers(0, 1))
    def answer(self, data, token_id):
        one = data.draw(st.sampled_from(self.alive))
        one.answer_ids.append(token_id)
        if not self.pool.grow(one):
            one.answer_ids.pop()

    @precondition(lambda self: self.alive)
    @rule(data=st.data())
    def catch_up(self, data):
        one = data.draw(st.sampled_from(self.alive))
        before = one.num_computed
        self.pool.catch_up(one)
        assert before <= one.num_computed <= max(before, one.num_tokens - 1)

    @precondition(lambda self: self.alive)
    @rule(data=st.data())
    def release(self, data):
        one = self.alive.pop(data.draw(st.integers(0, len(self.alive) - 1)))
        self.pool.release(one)

    @rule()
    def forget_cached(self):
        self.pool.forget_cached()

    @invariant()
    def every_table_leads_to_its_own_tokens(self):
        for one in self.alive:
            for place, slot in enumerate(self.slots(one, one.num_computed)):
                assert self.written[slot] == (one.variant, one.tokens(0, place + 1))

    @invariant()
    def blocks_are_free_unless_someone_holds_them(self):
        self.pool.check()
        held = {block for one in self.alive for block in one.block_table}
        assert self.pool.num_free == self.NUM_BLOCKS - len(held)


TestPool = PoolMachine.TestCase
TestPool.settings = unhurried
