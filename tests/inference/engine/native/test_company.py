"""A token's logits are the same to the last bit, whoever is in the step and however it is cut."""

from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.inference.engine.native.conftest import CONTEXT_LENGTH
from tests.inference.engine.native.kernels import (
    BLOCK_SIZE,
    chunk,
    logits_one_by_one,
    network_of,
)
from tests.inference.engine.native.test_network import both_caches, every_shape, tokens_of

NUM_TEXTS, NUM_BLOCKS = 2, 256
SIZES = [1, 1, 1, 2, 15, 33, 64, 97, 300, CONTEXT_LENGTH]  # of chunks
few = settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow])
lengths = st.sampled_from([1, 2, 31, 63, 64, 65, 200, 511, 512, 513, CONTEXT_LENGTH])
threads = st.integers(1, 3)


class Tokens:
    """A text's tokens from `done` on, to be computed in chunks that are drawn."""

    def __init__(self, text, length, table):
        self.text, self.length, self.table, self.done = text, length, table, 0


@pytest.fixture(scope="module")
def made(tiny_checkpoint):
    """made(library, heads, kv_bits): texts, their logits one by one, a network for each pool."""

    @cache
    def make(library, heads, kv_bits):
        checkpoint = tiny_checkpoint(heads)
        settings = {"kv_bits": kv_bits, "num_blocks": NUM_BLOCKS}
        texts = [tokens_of(checkpoint, CONTEXT_LENGTH, seed) for seed in range(NUM_TEXTS)]
        networks = {n: network_of(library, checkpoint, n, **settings) for n in (1, 2, 3)}
        blocks = range(CONTEXT_LENGTH // BLOCK_SIZE)
        expected = [logits_one_by_one(networks[1], text, blocks) for text in texts]
        return texts, expected, networks

    return make


asked = st.lists(st.tuples(st.integers(0, NUM_TEXTS - 1), lengths), min_size=1, max_size=6)


@both_caches
@every_shape
@few
@given(asked, st.data())
def test_cuts_company_blocks_and_threads_change_no_bit(
    best_library, made, heads, kv_bits, asked, data
):
    compute_in_company(*made(best_library, heads, kv_bits), asked, data)


@both_caches
@few
@given(asked, st.data())
def test_so_it_is_on_every_level(library, made, kv_bits, asked, data):
    compute_in_company(*made(library, (64, 3, 1), kv_bits), asked, data)


def compute_in_company(texts, expected, networks, asked, data):
    """Some of the texts that are left in each step, some tokens of each, all as drawn."""
    network = networks[data.draw(threads)]
    order = data.draw(st.randoms(use_true_random=False))
    free = list(range(NUM_BLOCKS))
    order.shuffle(free)
    waiting = []
    for text, length in asked:
        table = [free.pop() for _ in range(-(-length // BLOCK_SIZE))]
        waiting.append(Tokens(text, length, table))
    while waiting:
        order.shuffle(waiting)
        step = waiting[: order.randint(1, len(waiting))]
        chunks = []
        for one in step:
            start, one.done = one.done, min(one.done + order.choice(SIZES), one.length)
            chunks.append(chunk(texts[one.text], start, one.done, one.table))
        for one, row in zip(step, network.logits(chunks), strict=True):
            assert np.array_equal(row, expected[one.text][one.done - 1])
        waiting = [one for one in waiting if one.done < one.length]
