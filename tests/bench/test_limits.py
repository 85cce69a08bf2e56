"""Limits are read from the program's line; quality is judged by two tolerances."""

import pytest

from bench.engine.limits import limit_results, parse_limits
from bench.engine.quality import closeness

PRINTED = '{"level": "avx2", "bandwidth": [14.0, 21.0], "int8": [100.0, 200.0]}\n'


def test_limits_compare_all_threads_with_one():
    bandwidth, int8 = limit_results(parse_limits(PRINTED))
    assert (bandwidth.name, bandwidth.value, bandwidth.ratio) == ("limit-bandwidth", 21, 1.5)
    assert (int8.name, int8.value, int8.ratio) == ("limit-gemm-int8", 200, 2)
    assert bandwidth.conditions == {"threads": [2, 1], "instructions": "avx2"}


def test_the_same_scores_are_as_close_as_can_be():
    same = closeness([-1.0, -2.0], [-1.0, -2.0], [5, 6], [5, 6])
    assert (same.agreement, same.difference) == (1, 0)
    assert same.ratio >= 1


def test_one_tolerance_that_is_missed_is_enough_to_fail():
    far = closeness([-1.0, -2.0], [-1.1, -2.1], [5, 6], [5, 6])
    assert far.difference == pytest.approx(0.1)
    assert far.ratio < 1
    other_words = closeness([-1.0, -2.0], [-1.0, -2.0], [5, 6], [5, 7])
    assert other_words.agreement == 0.5
    assert other_words.ratio < 1


def test_sides_that_scored_different_texts_are_refused():
    with pytest.raises(ValueError, match="argument 2"):
        closeness([-1.0], [-1.0, -2.0], [5], [5])
