"""Weights go into the kernels' format and come out of products as they were."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.engine.native.matrices import (
    Codes4,
    Codes8,
    PackedMatrix,
    alternate,
    round_evenly_to_4,
    round_to_8,
    stack,
)
from inference.engine.native.pages import LargePages
from tests.inference.engine.native.kernels import multiply

few = settings(deadline=None, max_examples=50)
weights = st.tuples(
    st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 4), st.integers(-6, 3)
).map(lambda drawn: weight_of(*drawn))


def weight_of(seed, num_outputs, num_groups, exponent):
    rng = np.random.default_rng(seed)
    weight = rng.normal(0, 10.0**exponent, (num_outputs, 32 * num_groups))
    weight[rng.random(num_outputs) < 0.1] = 0
    return weight.astype(np.float32)


def halves(rng, *size):
    return rng.normal(0, 0.1, size).astype(np.float16)


def codes_of(bits, num_outputs, num_inputs, seed=1):
    rng = np.random.default_rng(seed)
    size, groups = (num_outputs, num_inputs), (num_outputs, num_inputs // 32)
    if bits == 4:
        codes = rng.integers(0, 16, size, dtype=np.uint8)
        return Codes4(codes, halves(rng, *groups), halves(rng, *groups))
    codes = rng.integers(-127, 128, size, dtype=np.int8)
    return Codes8(codes, rng.random(num_outputs, np.float32))


@pytest.mark.parametrize("bits", [4, 8])
@pytest.mark.parametrize("size", [(1, 32), (32, 32), (49, 96), (64, 256)])
def test_every_weight_comes_out_where_it_was_put_in(library, pools, bits, size):
    """Multiplied by each unit vector, which 8-bit activations keep up to float32's rounding."""
    matrix = codes_of(bits, *size)
    units = np.eye(size[1], dtype=np.float32)
    results = multiply(library, pools[2], PackedMatrix(library, LargePages(), matrix), units)
    largest = np.abs(matrix.values()).max()
    np.testing.assert_allclose(results[:, : size[0]].T, matrix.values(), atol=1e-6 * largest)


@pytest.mark.parametrize("bits", [4, 8])
def test_stacked_matrices_are_the_matrices_one_after_another(bits):
    parts = [codes_of(bits, outputs, 64, seed=outputs) for outputs in (16, 5, 48)]
    whole = stack(parts)
    np.testing.assert_array_equal(whole.values(), np.concatenate([one.values() for one in parts]))


@pytest.mark.parametrize("bits", [4, 8])
def test_alternating_matrices_give_sixteen_outputs_each_in_turn(bits):
    gate, up = codes_of(bits, 48, 64, seed=1), codes_of(bits, 48, 64, seed=2)
    woven = alternate(gate, up).values().reshape(-1, 2, 16, 64)
    np.testing.assert_array_equal(woven[:, 0].reshape(48, 64), gate.values())
    np.testing.assert_array_equal(woven[:, 1].reshape(48, 64), up.values())


@few
@given(weights)
def test_8_bits_are_half_a_step_off_at_most(weight):
    """A step is a 127th of an output's largest weight."""
    rounded = round_to_8(weight)
    steps = np.abs(weight).max(axis=1, keepdims=True) / 127
    assert np.all(np.abs(rounded.values() - weight) <= 0.5001 * steps + 1e-14)
    assert np.abs(rounded.codes.astype(int)).max() <= 127


@few
@given(weights)
def test_4_bits_are_half_a_step_off_at_most(weight):
    """A step is a 7.5th of the largest of 32 weights; steps go from -8 to 7.

    fp16 has 11 bits, and below 6e-5 a spacing of 6e-8, which the step and the minimum are off by.
    """
    rounded = round_evenly_to_4(weight)
    largest = np.abs(weight.reshape(len(weight), -1, 32)).max(axis=2)
    steps = np.repeat(largest / 7.5, 32, axis=1)
    error = np.abs(rounded.values() - weight)
    assert np.all(error <= 0.5 * steps + 8 * (steps * 2.0**-11 + 2.0**-24))
    assert rounded.codes.max() <= 15


def test_a_row_of_zeros_stays_zero():
    zeros = np.zeros((2, 32), np.float32)
    assert not round_to_8(zeros).values().any()
    assert np.abs(round_evenly_to_4(zeros).values()).max() == 0


def test_a_packed_matrix_knows_its_size(best_library):
    """4 bits: 20 bytes for 32 inputs. 8 bits: a byte each and 4 for an output's scale."""
    assert PackedMatrix(best_library, LargePages(), codes_of(4, 64, 96)).num_bytes == 64 * 3 * 20
    assert PackedMatrix(best_library, LargePages(), codes_of(8, 64, 96)).num_bytes == 64 * (96 + 4)
