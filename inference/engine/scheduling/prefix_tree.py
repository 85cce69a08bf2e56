"""Full blocks by the tokens that lead to them: a radix tree with one node a block; plain Python.

What is cached for a token depends on all tokens before it, and on the network. So a block is found
by walking from the root of its namespace, one block of token ids after another (as SGLang's
RadixAttention does, Zheng et al. 2024, here without splitting: a node is always one whole block).

A sequence that holds a node holds all the nodes above it. Those that nobody holds are idle: they
stay until their block is wanted elsewhere, and the one that was let go longest ago goes first.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

Tokens = tuple[int, ...]


@dataclass(slots=True, eq=False)
class Node:
    """One cached block. depth counts the blocks from the root down to it, itself included."""

    parent: Node | None
    tokens: Tokens
    block: int
    depth: int
    num_holders: int = 0
    children: dict[Tokens, Node] = field(default_factory=dict)


class PrefixTree:
    """Knows which block continues which; who holds a node is counted, not named."""

    def __init__(self) -> None:
        self._roots: dict[str, Node] = {}
        # A node is let go at the latest when its parent is, and is put here before it. So what
        # stands first is always a leaf, and evicting it leaves no orphan.
        self._idle: OrderedDict[Node, None] = OrderedDict()

    @property
    def num_idle(self) -> int:
        return len(self._idle)

    def root(self, namespace: str) -> Node:
        """Where the walk begins. A root has no block and is never idle."""
        if namespace not in self._roots:
            self._roots[namespace] = Node(None, (), block=-1, depth=0)
        return self._roots[namespace]

    def insert(self, parent: Node, tokens: Tokens, block: int) -> Node:
        """A new node below one that the caller holds; the caller holds it too."""
        if tokens in parent.children:
            raise ValueError("These tokens have a node already: hold that one.")
        node = Node(parent, tokens, block, parent.depth + 1, num_holders=1)
        parent.children[tokens] = node
        return node

    def hold(self, node: Node) -> None:
        """Keep a node from eviction, for one more holder, who holds its parent already."""
        if not node.num_holders:
            del self._idle[node]
        node.num_holders += 1

    def let_go(self, last: Node) -> None:
        """End one holder's claim on a node and on all above it."""
        node = last
        while node.parent is not None:
            node.num_holders -= 1
            if not node.num_holders:
                self._idle[node] = None
            node = node.parent

    def evict(self) -> int:
        """Forget the idle node that was let go first; returns its block. KeyError if none is."""
        node, _ = self._idle.popitem(last=False)
        if node.parent is not None:
            del node.parent.children[node.tokens]
        return node.block

    def nodes(self) -> list[Node]:
        """Every node that has a block, parents before their children."""
        found = list(self._roots.values())
        for node in found:
            found += node.children.values()
        return found[len(self._roots) :]

    def check(self) -> None:
        """Links, holders and the order of eviction are sound; anything else is a bug in here."""
        nodes = self.nodes()
        place = {node: index for index, node in enumerate(self._idle)}
        assert place.keys() == {node for node in nodes if not node.num_holders}, "idle and held"
        for node in nodes:
            parent = node.parent
            assert parent is not None, "a root among the blocks"
            assert parent.children[node.tokens] is node, "a torn link"
            assert node.depth == parent.depth + 1, "a node at the wrong depth"
            if parent.depth:
                assert parent.num_holders >= node.num_holders >= 0, "held without its parent"
                assert parent not in place or place[node] < place[parent], "a parent goes first"
