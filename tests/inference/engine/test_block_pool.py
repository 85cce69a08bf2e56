"""The block pool loses nothing and gives nothing twice, whatever is asked of it."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from inference.engine.block_pool import BlockPool, OutOfBlocks


class PoolMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.pool = BlockPool(24)
        self.held = {}
        self.next_owner = 0

    @rule(num_blocks=st.integers(0, 12))
    def allocate(self, num_blocks):
        owner, self.next_owner = self.next_owner, self.next_owner + 1
        if not self.pool.can_allocate(num_blocks):
            with pytest.raises(OutOfBlocks):
                self.pool.allocate(owner, num_blocks)
            return
        blocks = self.pool.allocate(owner, num_blocks)
        assert len(blocks) == len(set(blocks)) == num_blocks
        assert not set(blocks) & {block for others in self.held.values() for block in others}
        self.held[owner] = blocks

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def free(self, data):
        owner = data.draw(st.sampled_from(sorted(self.held)))
        self.pool.free(owner)
        del self.held[owner]

    @invariant()
    def every_block_is_free_or_held_once(self):
        self.pool.check()
        assert self.pool.num_free == 24 - sum(map(len, self.held.values()))


TestPool = PoolMachine.TestCase


def test_blocks_are_neighbours_where_a_gap_is_wide_enough():
    pool = BlockPool(8)
    pool.allocate(1, 2)
    pool.allocate(2, 1)
    pool.allocate(3, 1)
    pool.free(1)
    assert pool.allocate(4, 3) == [4, 5, 6]
    assert pool.allocate(5, 2) == [0, 1]


def test_scattered_blocks_are_given_where_no_gap_is_wide_enough():
    pool = BlockPool(4)
    for owner in range(4):
        pool.allocate(owner, 1)
    pool.free(1)
    pool.free(3)
    assert pool.allocate(9, 2) == [1, 3]


def test_one_owner_cannot_take_twice():
    pool = BlockPool(4)
    pool.allocate(1, 1)
    with pytest.raises(ValueError, match="already holds"):
        pool.allocate(1, 1)
