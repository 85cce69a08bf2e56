"""The prefix tree finds what was put in, and forgets the oldest leaf first."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from inference.engine.scheduling.prefix_tree import PrefixTree
from tests.inference.engine.scheduling.sequences import unhurried


def grow(tree, namespace, *blocks):
    """A path of nodes below the root, held once; blocks are named by their only token."""
    path = [tree.root(namespace)]
    for block in blocks:
        path.append(tree.insert(path[-1], (block,), block))
    return path[1:]


def test_a_worked_example():
    """Two chats share the question in block 1; each has an answer of its own, in 2 and 3."""
    tree = PrefixTree()
    one, two = grow(tree, "plain", 1, 2)
    tree.hold(one)
    three = tree.insert(one, (3,), block=3)
    tree.check()
    assert tree.root("plain").children == {(1,): one}
    assert one.children == {(2,): two, (3,): three}
    assert [node.num_holders for node in (one, two, three)] == [2, 1, 1]
    tree.let_go(three)
    assert tree.num_idle == 1
    tree.let_go(two)
    assert tree.num_idle == 3
    assert [tree.evict(), tree.evict(), tree.evict()] == [3, 2, 1]
    assert not tree.root("plain").children


def test_what_was_used_lately_stays_longest():
    tree = PrefixTree()
    (old,), (older,) = grow(tree, "plain", 1), grow(tree, "plain", 2)
    tree.let_go(older)
    tree.let_go(old)
    tree.hold(older)
    tree.let_go(older)
    assert [tree.evict(), tree.evict()] == [1, 2]


def test_what_is_held_is_never_evicted():
    tree = PrefixTree()
    grow(tree, "plain", 1, 2)
    with pytest.raises(KeyError):
        tree.evict()


def test_one_network_never_sees_the_blocks_of_another():
    tree = PrefixTree()
    grow(tree, "plain", 1)
    assert not tree.root("int8").children


def test_tokens_that_are_there_cannot_be_put_in_again():
    tree = PrefixTree()
    grow(tree, "plain", 1)
    with pytest.raises(ValueError, match="hold that one"):
        tree.insert(tree.root("plain"), (1,), block=2)


class AgainstADictionary(RuleBasedStateMachine):
    """The model: (namespace, tokens so far) -> block, holders and time since nobody holds it."""

    def __init__(self):
        super().__init__()
        self.tree = PrefixTree()
        self.blocks, self.holders, self.idle_since = {}, {}, {}
        self.held = []
        self.now = 0

    @rule(namespace=st.sampled_from("ab"), steps=st.lists(st.sampled_from("xyz"), max_size=5))
    def hold_a_path(self, namespace, steps):
        node = self.tree.root(namespace)
        for depth, tokens in enumerate(steps, start=1):
            prefix = (namespace, *steps[:depth])
            child = node.children.get(tokens)
            assert (child.block if child else None) == self.blocks.get(prefix)
            if child:
                self.tree.hold(child)
                self.idle_since.pop(prefix, None)
            else:
                self.now += 1
                self.blocks[prefix] = self.now
                child = self.tree.insert(node, tokens, self.now)
            self.holders[prefix] = self.holders.get(prefix, 0) + 1
            node = child
        self.held.append((node, (namespace, *steps)))

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def let_go(self, data):
        node, prefix = self.held.pop(data.draw(st.integers(0, len(self.held) - 1)))
        self.tree.let_go(node)
        while len(prefix) > 1:
            self.holders[prefix] -= 1
            if not self.holders[prefix]:
                self.now += 1
                self.idle_since[prefix] = self.now
            prefix = prefix[:-1]

    @precondition(lambda self: self.idle_since)
    @rule()
    def evict(self):
        prefix = min(self.idle_since, key=self.idle_since.get)
        assert self.tree.evict() == self.blocks[prefix]
        del self.blocks[prefix], self.idle_since[prefix]
        orphans = [other for other in self.blocks if other[: len(prefix)] == prefix]
        assert not orphans, "leaves go first"

    @invariant()
    def the_tree_is_sound(self):
        self.tree.check()
        assert self.tree.num_idle == len(self.idle_since)
        assert {node.block for node in self.tree.nodes()} == set(self.blocks.values())


TestAgainstADictionary = AgainstADictionary.TestCase
TestAgainstADictionary.settings = unhurried
