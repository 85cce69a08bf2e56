"""Signatures are the signs, scores are products of signs, and selection has one answer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from inference.engine.hash_attention.signatures import kept_keys, pack, scores, select, signs

VALUES = st.sampled_from([-2.0, -1e-30, -0.0, 0.0, 1e-30, 0.5])


def matrix(rows, bits):
    return arrays.arrays(np.float32, (rows, bits), elements=VALUES)


def test_bit_j_is_dimension_j_and_zero_is_no_bit():
    values = np.full((1, 64), -1.0)
    values[0, [0, 5, 63]] = 1
    values[0, 7] = 0
    assert pack(values).tolist() == [[1 | 1 << 5, 1 << 31]]
    assert pack(values).dtype == np.uint32


def test_half_a_word_is_refused():
    with pytest.raises(ValueError, match="48 bits do not fill"):
        pack(np.ones((2, 48)))


@given(st.sampled_from([32, 64]), st.integers(1, 3), st.integers(1, 20), st.data())
def test_packed_scores_are_the_products_of_signs(bits, heads, num_keys, data):
    query, keys = data.draw(matrix(heads, bits)), data.draw(matrix(num_keys, bits))
    expected = (np.where(keys > 0, 1, -1) @ np.where(query > 0, 1, -1).T).sum(axis=1)
    packed_query, packed_keys = pack(query), pack(keys)
    assert scores(packed_query, packed_keys).tolist() == expected.tolist()
    assert np.array_equal(signs(packed_keys), np.where(keys > 0, 1, -1))


@given(arrays.arrays(np.int32, st.integers(1, 60), elements=st.integers(-4, 4)), st.integers(0, 70))
def test_the_best_are_chosen_and_of_equals_the_most_recent(candidates, budget):
    def worth(index):
        return candidates[index], index

    ranked = sorted(range(len(candidates)), key=worth, reverse=True)
    assert select(candidates, budget).tolist() == sorted(ranked[:budget])


def test_the_windows_are_kept_and_the_rest_competes_for_what_is_left():
    key_scores = np.array([9, 0, 3, 5, 3, 3, 0, 9])
    assert kept_keys(key_scores, 5, sink=1, local=2).tolist() == [0, 3, 5, 6, 7]


@pytest.mark.parametrize(
    ("budget", "kept"), [(0, [0, 1, 6, 7]), (8, [*range(8)]), (9, [*range(8)])]
)
def test_the_windows_are_never_cut_and_a_full_budget_keeps_all(budget, kept):
    assert kept_keys(np.zeros(8, dtype=np.int32), budget, sink=2, local=2).tolist() == kept
