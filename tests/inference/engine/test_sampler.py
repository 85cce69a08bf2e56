"""Draws follow the distribution that was asked for."""

from collections import Counter

import pytest
import torch

from inference.engine.sampler import draw
from inference.engine.sequence import SamplingParams

LOGITS = torch.log(torch.tensor([0.05, 0.5, 0.15, 0.3]))


def params(temperature=1.0, top_p=1.0):
    return SamplingParams(temperature, top_p, seed=0, max_new_tokens=1)


def shares(sampling, logits=LOGITS, num_draws=1000):
    """Share of each token over evenly spread uniform numbers."""
    drawn = Counter(
        draw(logits, sampling, (n + 0.5) / num_draws).token_id for n in range(num_draws)
    )
    return {token: drawn[token] / num_draws for token in drawn}


def test_temperature_zero_takes_the_likeliest_whatever_the_draw():
    assert shares(params(temperature=0)) == {1: 1.0}


def test_temperature_one_follows_the_probabilities():
    assert shares(params()) == pytest.approx({0: 0.05, 1: 0.5, 2: 0.15, 3: 0.3}, abs=0.002)


def test_a_high_temperature_flattens():
    roots = torch.tensor([0.05, 0.5, 0.15, 0.3]).sqrt()
    expected = dict(enumerate((roots / roots.sum()).tolist()))
    assert shares(params(temperature=2)) == pytest.approx(expected, abs=0.002)


def test_top_p_keeps_the_fewest_tokens_that_reach_it():
    assert shares(params(top_p=0.7)) == pytest.approx({1: 0.625, 3: 0.375}, abs=0.002)
    assert shares(params(top_p=0.5)) == {1: 1.0}
    assert shares(params(top_p=0.001)) == {1: 1.0}


def test_top_p_holds_where_the_mass_is_spread_over_many():
    flat = torch.zeros(1200)
    assert len(shares(params(top_p=0.5), flat, num_draws=2400)) in (600, 601)


def test_the_largest_uniform_number_still_draws_a_possible_token():
    logits = torch.tensor([0.0, 0.0, -torch.inf])
    assert draw(logits, params(), 1 - 2**-53).token_id == 1
