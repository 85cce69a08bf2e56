"""Products are those of the same integers, whatever company a row is in."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.engine.native.matrices import Codes4, Codes8, PackedMatrix
from inference.engine.native.pages import LargePages
from tests.inference.engine.native.kernels import multiply
from tests.inference.engine.native.reference import product

MOST_ROWS = 13
TINIEST = 1e-36  # nearer to 0, activations count as 0
few = settings(deadline=None, max_examples=25)
seeds = st.integers(0, 2**32 - 1)
kinds = st.sampled_from(["usual", "with outliers", "zero", "denormal", "huge", "mixed"])
sizes = st.tuples(st.integers(1, 100), st.integers(1, 12).map(lambda groups: 32 * groups))


def rows_of(rng, kinds, num_inputs):
    return np.stack([row_of(rng, kind, num_inputs) for kind in kinds]).astype(np.float32)


def row_of(rng, kind, num_inputs):
    usual = rng.normal(0, 1, num_inputs)
    match kind:
        case "with outliers":
            usual[rng.integers(num_inputs, size=3)] *= 1000
        case "zero":
            usual[:] = 0
        case "denormal":
            usual *= 1e-40
        case "huge":
            usual *= 1e30
        case "mixed":
            usual *= 10.0 ** rng.integers(-44, 30, num_inputs)
    return usual


def matrix_of(rng, bits, num_outputs, num_inputs):
    size = num_outputs, num_inputs
    if bits == 8:
        scales = rng.lognormal(-4, 2, num_outputs).astype(np.float32)
        return Codes8(rng.integers(-127, 128, size, dtype=np.int8), scales)
    scales, minimums = (
        rng.normal(0, spread, (num_outputs, num_inputs // 32)).astype(np.float16)
        for spread in (0.02, 0.2)
    )
    return Codes4(rng.integers(0, 16, size, dtype=np.uint8), scales, minimums)


@pytest.mark.parametrize("bits", [4, 8])
@few
@given(seeds, sizes, st.lists(kinds, min_size=1, max_size=MOST_ROWS), st.integers(1, 3))
def test_a_product_is_that_of_the_integers(library, pools, bits, seed, size, kinds, threads):
    rng = np.random.default_rng(seed)
    matrix, rows = matrix_of(rng, bits, *size), rows_of(rng, kinds, size[1])
    results = multiply(library, pools[threads], PackedMatrix(library, LargePages(), matrix), rows)
    expected, tolerance = product(matrix, rows)
    assert np.all(np.abs(results[:, : size[0]] - expected) <= tolerance + TINIEST)
    assert not results[:, size[0] :].any(), "what fills the outputs up is 0"


@pytest.mark.parametrize("bits", [4, 8])
@few
@given(seeds, sizes, st.data())
def test_company_place_and_threads_change_no_bit(library, pools, bits, seed, size, data):
    rng = np.random.default_rng(seed)
    matrix = PackedMatrix(library, LargePages(), matrix_of(rng, bits, *size))
    every_kind = data.draw(st.lists(kinds, min_size=MOST_ROWS, max_size=MOST_ROWS))
    rows = rows_of(rng, every_kind, size[1])
    alone = [multiply(library, pools[1], matrix, row[None])[0] for row in rows]
    for num_rows in range(1, MOST_ROWS + 1):
        chosen = rng.permutation(MOST_ROWS)[:num_rows]
        together = multiply(library, pools[1 + num_rows % 3], matrix, rows[chosen])
        assert all(
            np.array_equal(row, alone[index]) for row, index in zip(together, chosen, strict=True)
        )


@pytest.mark.parametrize("bits", [4, 8])
def test_the_largest_codes_do_not_overflow(library, pools, bits):
    """Every product is the largest there is, of either sign."""
    num_inputs = 4096
    if bits == 8:
        codes = np.where(np.arange(32) % 2, 127, -127).astype(np.int8)
        scales = np.ones(32, np.float32)
        matrix = Codes8(np.repeat(codes[:, None], num_inputs, axis=1), scales)
    else:
        codes = np.full((32, num_inputs), 15, np.uint8)
        scales = np.ones((32, num_inputs // 32), np.float16)
        matrix = Codes4(codes, scales, -scales)
    rows = np.stack([np.full(num_inputs, 1), np.full(num_inputs, -1)]).astype(np.float32)
    results = multiply(library, pools[2], PackedMatrix(library, LargePages(), matrix), rows)
    np.testing.assert_allclose(results, rows @ matrix.values().T, rtol=1e-5)


@pytest.mark.parametrize("bits", [4, 8])
@few
@given(seeds, sizes)
def test_all_levels_compute_the_same_product(all_libraries, pools, bits, seed, size):
    """Integers are summed exactly, and floats in one order: not even the last bit differs."""
    rng = np.random.default_rng(seed)
    matrix = matrix_of(rng, bits, *size)
    rows = rows_of(rng, ["usual", "with outliers", "zero", "huge"], size[1])
    packed = [PackedMatrix(one, LargePages(), matrix) for one in all_libraries]
    results = [
        multiply(one, pools[1], same, rows) for one, same in zip(all_libraries, packed, strict=True)
    ]
    for other in results[1:]:
        np.testing.assert_array_equal(other, results[0])
