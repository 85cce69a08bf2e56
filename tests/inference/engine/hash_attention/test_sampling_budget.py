"""How much must be sampled, against a worked number, and whether the promise is kept."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from inference.engine.hash_attention.corrected import attend_chosen, attend_corrected
from inference.engine.hash_attention.sampling_budget import Tolerance, sample_size

ONE_SIGMA = 2 * (1 - 0.8413447460685429)  # delta whose quantile is 1


def test_a_worked_budget():
    """z = 1, n = 1000, s = 0.2, |o| = 2, D = 1000, epsilon = 0.01: (200 / 20)^2 = 100 draws with
    replacement, 100 / (1 + 100 / 1000) = 90.9 without."""
    tolerance = Tolerance(0.01, ONE_SIGMA)
    assert math.isclose(tolerance.quantile(), 1)
    assert sample_size(0.2, 2.0, 1000.0, 1000, tolerance) == 91


@pytest.mark.parametrize(
    ("spread", "norm", "weight_sum", "wanted"),
    [(0.0, 2.0, 1000.0, 0), (0.2, 0.0, 1000.0, 1000), (math.inf, 2.0, 9.0, 1000), (9, 1, 1, 1000)],
)
def test_no_spread_needs_no_sample_and_no_bound_needs_all(spread, norm, weight_sum, wanted):
    assert sample_size(spread, norm, weight_sum, 1000, Tolerance(0.1, 0.1)) == wanted


@given(st.floats(0.01, 0.4), st.floats(0.01, 0.4), st.floats(1e-3, 1e3), st.integers(2, 10_000))
def test_a_tighter_promise_never_needs_less(epsilon, delta, spread, num_residual):
    def size(epsilon, delta):
        return sample_size(spread, 1.0, 500.0, num_residual, Tolerance(epsilon, delta))

    assert 0 <= size(epsilon, delta) <= num_residual
    assert size(epsilon / 2, delta) >= size(epsilon, delta)
    assert size(epsilon, delta / 2) >= size(epsilon, delta)


def attention_problem(seed, num_keys=2000, num_chosen=200):
    """Two heads, keys, values, the best keys chosen, and the others in random order."""
    rng = np.random.default_rng(seed)
    generator = torch.Generator().manual_seed(seed)
    query, keys = (torch.randn(n, 32, generator=generator) for n in (2, num_keys))
    values = torch.randn(num_keys, 32, generator=generator) + 1
    best = (query @ keys.T).sum(dim=0).topk(num_chosen).indices.sort().values
    others = np.setdiff1d(np.arange(num_keys), best.numpy())
    return query, keys, values, best, torch.from_numpy(rng.permutation(others))


def test_errors_stay_within_epsilon_as_often_as_promised():
    tolerance = Tolerance(0.1, 0.1)
    errors, read = [], []
    for seed in range(60):
        query, keys, values, chosen, draws = attention_problem(seed)
        whole = attend_chosen(query, keys, values)
        found = attend_corrected(query, keys, values, chosen, draws, tolerance)
        errors.append((found.output - whole).norm(dim=-1) / whole.norm(dim=-1))
        read.append(found.num_read / len(keys))
    assert float((torch.cat(errors) <= 0.1).float().mean()) >= 0.9
    assert np.mean(read) < 0.9


def test_the_sample_mends_what_the_choice_alone_leaves_out():
    query, keys, values, chosen, draws = attention_problem(7)
    whole = attend_chosen(query, keys, values)
    alone = attend_chosen(query, keys[chosen], values[chosen])
    mended = attend_corrected(query, keys, values, chosen, draws, Tolerance(0.05, 0.1)).output
    assert (mended - whole).norm() < (alone - whole).norm() / 2


def test_a_promise_that_cannot_be_kept_by_sampling_is_kept_by_reading_all():
    query, keys, values, chosen, draws = attention_problem(3)
    found = attend_corrected(query, keys, values, chosen, draws, Tolerance(1e-4, 0.01))
    assert found.exact
    assert found.num_read == len(keys)
    torch.testing.assert_close(found.output, attend_chosen(query, keys, values))


def test_nothing_left_out_is_exact():
    query, keys, values, _, _ = attention_problem(3)
    every, none = torch.arange(len(keys)), torch.arange(0)
    assert attend_corrected(query, keys, values, every, none, Tolerance(0.1, 0.1)).exact
