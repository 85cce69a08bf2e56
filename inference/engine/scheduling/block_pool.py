"""Who holds which block of the KV cache; plain Python.

A block is free, or held by one sequence that still fills it, or full and in the prefix tree,
where any number of sequences may hold it. A sequence's table is a path of the tree from the root
down, then blocks of its own. A full block enters the tree as soon as it is computed. Where the tree
has the same tokens already, the sequence goes over to that block and gives its own back: the
numbers are the same, and so no path is ever held in part.
"""

from __future__ import annotations

from collections import Counter

from inference.engine.scheduling.prefix_tree import Node, PrefixTree, Tokens
from inference.engine.sequence import Sequence


class BlockPool:
    """Block ids 0 to num_blocks - 1, and the tables of the sequences that were started."""

    def __init__(self, num_blocks: int, block_size: int) -> None:
        self.num_blocks = num_blocks
        self._block_size = block_size
        self._free = list(reversed(range(num_blocks)))
        self._tree = PrefixTree()
        self._last_shared: dict[Sequence, Node] = {}

    @property
    def num_free(self) -> int:
        """Blocks that nobody holds, whether they are cached or not."""
        return len(self._free) + self._tree.num_idle

    @property
    def holders(self) -> set[Sequence]:
        return set(self._last_shared)

    def blocks_for(self, num_tokens: int) -> int:
        return -(-num_tokens // self._block_size)

    def start(self, sequence: Sequence, num_spare: int) -> bool:
        """Give a sequence blocks for all its tokens, cached ones where the tree has them.

        Does nothing and returns False where fewer than num_spare blocks would then be free.
        """
        path = self._cached_path(sequence)
        num_new = self.blocks_for(sequence.num_tokens) - len(path) + 1
        num_woken = sum(not node.num_holders for node in path[1:])
        if num_new + num_woken + num_spare > self.num_free:
            return False
        for node in path[1:]:
            self._tree.hold(node)
        self._last_shared[sequence] = path[-1]
        sequence.block_table = [node.block for node in path[1:]] + self._take(num_new)
        sequence.num_computed = path[-1].depth * self._block_size
        return True

    def grow(self, sequence: Sequence) -> bool:
        """Blocks for all tokens of a started sequence; False and no change if too few are free."""
        num_new = self.blocks_for(sequence.num_tokens) - len(sequence.block_table)
        if num_new > self.num_free:
            return False
        if num_new > 0:
            sequence.block_table += self._take(num_new)
        return True

    def catch_up(self, sequence: Sequence) -> None:
        """Go over to what others have computed since, and raise num_computed accordingly."""
        node = self._last_shared[sequence]
        while node.depth < self._most_cached_blocks(sequence):
            child = node.children.get(self._tokens_after(sequence, node))
            if child is None:
                break
            node = self._go_over(sequence, child)
        sequence.num_computed = max(sequence.num_computed, node.depth * self._block_size)

    def publish(self, sequence: Sequence) -> None:
        """Put the blocks that num_computed has filled into the tree."""
        node = self._last_shared[sequence]
        num_tokens = min(sequence.num_computed, sequence.num_shareable)
        while num_tokens >= (node.depth + 1) * self._block_size:
            tokens = self._tokens_after(sequence, node)
            child = node.children.get(tokens)
            if child is None:
                child = self._tree.insert(node, tokens, sequence.block_table[node.depth])
                self._last_shared[sequence] = child
            else:
                self._go_over(sequence, child)
            node = child

    def release(self, sequence: Sequence) -> None:
        """End a sequence's claims. What it put into the tree stays until its block is wanted."""
        last = self._last_shared.pop(sequence)
        self._free += sequence.block_table[last.depth :]
        self._tree.let_go(last)
        sequence.block_table = []

    def next_block(self, sequence: Sequence) -> tuple[Node, Tokens] | None:
        """What identifies the next block that it will share; None where it will share no more
        before its next draw. Equal for two sequences that are about to compute the same block."""
        node = self._last_shared[sequence]
        if node.depth >= self._most_cached_blocks(sequence):
            return None
        return node, self._tokens_after(sequence, node)

    def forget_cached(self) -> None:
        """Free all blocks that nobody holds, so that nothing computed so far is used again."""
        while self._tree.num_idle:
            self._free.append(self._tree.evict())

    def check(self) -> None:
        """Every block is once free, once in the tree or in one table; tables follow the tree."""
        self._tree.check()
        holders: Counter[Node] = Counter()
        everywhere = self._free + [node.block for node in self._tree.nodes()]
        for sequence, last in self._last_shared.items():
            path = _path_to(last)
            holders.update(path)
            shared = [node.block for node in path]
            assert sequence.block_table[: last.depth] == shared, "a table left its path"
            assert sequence.num_computed >= last.depth * self._block_size, "shared, not computed"
            everywhere += sequence.block_table[last.depth :]
        assert sorted(everywhere) == list(range(self.num_blocks)), "a block is lost or held twice"
        for node in self._tree.nodes():
            assert node.num_holders == holders[node], "a holder was miscounted"

    def _take(self, num_blocks: int) -> list[int]:
        return [self._free.pop() if self._free else self._tree.evict() for _ in range(num_blocks)]

    def _go_over(self, sequence: Sequence, child: Node) -> Node:
        """Use the tree's block for the tokens of a child of the last shared node."""
        self._free.append(sequence.block_table[child.depth - 1])
        sequence.block_table[child.depth - 1] = child.block
        self._tree.hold(child)
        self._last_shared[sequence] = child
        return child

    def _cached_path(self, sequence: Sequence) -> list[Node]:
        """The root, and the nodes of the longest prefix that may be taken from the tree."""
        path = [self._tree.root(sequence.variant)]
        for _ in range(self._most_cached_blocks(sequence)):
            child = path[-1].children.get(self._tokens_after(sequence, path[-1]))
            if child is None:
                break
            path.append(child)
        return path

    def _most_cached_blocks(self, sequence: Sequence) -> int:
        """The last token is always computed: what follows is drawn from its output."""
        return min(sequence.num_tokens - 1, sequence.num_shareable) // self._block_size

    def _tokens_after(self, sequence: Sequence, node: Node) -> Tokens:
        start = node.depth * self._block_size
        return tuple(sequence.tokens(start, start + self._block_size))


def _path_to(last: Node) -> list[Node]:
    """The nodes from below the root down to the last."""
    path, node = [], last
    while node.parent is not None:
        path.append(node)
        node = node.parent
    return path[::-1]
