"""Weights lie close together, each at a line of the cache, and never over each other."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from inference.engine.native.arena import LARGE_PAGE, REGION, Arena, large_pages, small_pages

SIZES = (1, 63, 64, 1000, 5 * 2**20)


def test_bytes_begin_at_a_line_and_are_as_many_as_asked_for():
    arena = Arena()
    taken = [arena.take(size) for size in SIZES]
    assert [len(one) for one in taken] == list(SIZES)
    assert all(one.ctypes.data % 64 == 0 for one in taken)


def test_what_one_holds_no_other_changes():
    arena = Arena()
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(arena.take, SIZES * 10))
    for number, one in enumerate(taken):
        one[:] = number
    assert all((one == number).all() for number, one in enumerate(taken))


def test_more_than_a_region_gets_one_of_its_own():
    arena = Arena()
    small, large = arena.take(64), arena.take(REGION + 1)
    large[-1] = 1
    assert not small.any()
    assert len(large) == REGION + 1


def test_an_array_outlives_its_arena():
    taken = Arena().take(4096)
    taken[:] = 7
    assert np.all(taken == 7)


def test_pages_hold_zeros_and_as_many_bytes_as_asked_for():
    for pages in (large_pages(3 * LARGE_PAGE + 5), small_pages(5), small_pages(0)):
        assert not pages.any()
    assert large_pages(3 * LARGE_PAGE + 5).ctypes.data % LARGE_PAGE == 0
    assert [len(small_pages(size)) for size in (0, 1, 4097)] == [0, 1, 4097]
