"""Who holds which block of the key-value cache; plain Python."""

from __future__ import annotations

from itertools import pairwise


class OutOfBlocks(Exception):
    """More blocks were asked for than are free: ask can_allocate first."""


class BlockPool:
    """Block ids 0 to num_blocks - 1, each either free or held by exactly one owner."""

    def __init__(self, num_blocks: int) -> None:
        self.num_blocks = num_blocks
        self._free = set(range(num_blocks))
        self._held: dict[int, list[int]] = {}

    @property
    def num_free(self) -> int:
        return len(self._free)

    def can_allocate(self, num_blocks: int) -> bool:
        return num_blocks <= self.num_free

    def allocate(self, owner: int, num_blocks: int) -> list[int]:
        """Hand num_blocks to an owner that holds none, neighbours where possible.

        Neighbouring blocks let attention read the cache in place instead of gathering it.
        """
        if owner in self._held:
            raise ValueError(f"Owner {owner} already holds blocks.")
        if not self.can_allocate(num_blocks):
            raise OutOfBlocks(f"{num_blocks} blocks wanted, {self.num_free} free.")
        free = sorted(self._free)
        blocks = _first_run(free, num_blocks) or free[:num_blocks]
        self._free.difference_update(blocks)
        self._held[owner] = blocks
        return list(blocks)

    def free(self, owner: int) -> None:
        """Take back all that the owner holds."""
        self._free.update(self._held.pop(owner))

    def check(self) -> None:
        """Every block is exactly once free or held; anything else is a bug in here."""
        held = [block for blocks in self._held.values() for block in blocks]
        everywhere = sorted([*self._free, *held])
        assert everywhere == list(range(self.num_blocks)), "a block is lost or held twice"


def _first_run(free: list[int], length: int) -> list[int]:
    """The lowest stretch of `length` consecutive ids, or an empty list."""
    start = 0
    for index, (left, right) in enumerate(pairwise(free), start=1):
        if index - start == length:
            break
        if right != left + 1:
            start = index
    run = free[start : start + length]
    return run if run and run[-1] - run[0] == length - 1 else []
