"""Weights lie close together, each at a line of the cache, and never over each other."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from inference.engine.native.pages import REGION, LargePages, small_pages

SIZES = (1, 63, 64, 1000, 5 * 2**20)


def test_bytes_begin_at_a_line_and_are_as_many_as_asked_for():
    pages = LargePages()
    taken = [pages.take(size) for size in SIZES]
    assert [len(one) for one in taken] == list(SIZES)
    assert all(one.ctypes.data % 64 == 0 for one in taken)


def test_what_one_holds_no_other_changes():
    pages = LargePages()
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(pages.take, SIZES * 10))
    for number, one in enumerate(taken):
        one[:] = number
    assert all((one == number).all() for number, one in enumerate(taken))


def test_more_than_a_region_gets_one_of_its_own():
    pages = LargePages()
    small, large = pages.take(64), pages.take(REGION + 1)
    large[-1] = 1
    assert not small.any()
    assert len(large) == REGION + 1


def test_an_array_outlives_what_it_was_taken_from():
    taken = LargePages().take(4096)
    taken[:] = 7
    assert np.all(taken == 7)


def test_small_pages_hold_zeros_and_as_many_bytes_as_asked_for():
    for size in (0, 1, 4097):
        pages = small_pages(size)
        assert len(pages) == size
        assert not pages.any()
