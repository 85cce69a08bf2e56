"""Draws follow the distribution that was asked for."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.engine.sampler import draw
from inference.engine.sequence import SamplingParams

LOGITS = np.log(np.array([0.05, 0.5, 0.15, 0.3], np.float32))


def params(temperature=1.0, top_p=1.0, **fields):
    return SamplingParams(temperature, top_p, seed=0, max_new_tokens=1, **fields)


def shares(sampling, logits=LOGITS, num_draws=1000, **given):
    """Share of each token over evenly spread uniform numbers."""
    places = [(n + 0.5) / num_draws for n in range(num_draws)]
    drawn = Counter(draw(logits, sampling, place, **given).token_id for place in places)
    return {token: drawn[token] / num_draws for token in drawn}


def test_temperature_zero_takes_the_likeliest_whatever_the_draw():
    assert shares(params(temperature=0)) == {1: 1.0}


def test_temperature_one_follows_the_probabilities():
    assert shares(params()) == pytest.approx({0: 0.05, 1: 0.5, 2: 0.15, 3: 0.3}, abs=0.002)


def test_a_high_temperature_flattens():
    roots = np.array([0.05, 0.5, 0.15, 0.3], np.float32) ** np.float32(0.5)
    expected = dict(enumerate((roots / roots.sum()).tolist()))
    assert shares(params(temperature=2)) == pytest.approx(expected, abs=0.002)


def test_top_p_keeps_the_fewest_tokens_that_reach_it():
    assert shares(params(top_p=0.7)) == pytest.approx({1: 0.625, 3: 0.375}, abs=0.002)
    assert shares(params(top_p=0.5)) == {1: 1.0}
    assert shares(params(top_p=0.001)) == {1: 1.0}


def test_top_p_holds_where_the_mass_is_spread_over_many():
    flat = np.zeros(1200, np.float32)
    assert len(shares(params(top_p=0.5), flat, num_draws=2400)) in (600, 601)


def test_the_largest_uniform_number_still_draws_a_possible_token():
    logits = np.array([0.0, 0.0, -np.inf], np.float32)
    assert draw(logits, params(), 1 - 2**-53).token_id == 1


def test_top_k_keeps_the_likeliest_and_equals_by_id():
    assert shares(params(top_k=2)) == pytest.approx({1: 0.625, 3: 0.375}, abs=0.002)
    assert set(shares(params(top_k=2), np.zeros(9, np.float32))) == {0, 1}
    assert len(shares(params(top_k=9))) == 4


def test_top_p_counts_the_mass_that_top_k_left():
    assert shares(params(top_k=2, top_p=0.62)) == {1: 1.0}
    assert len(shares(params(top_k=2, top_p=0.63))) == 2


def test_min_p_drops_what_is_far_less_likely_than_the_likeliest():
    assert set(shares(params(min_p=0.25))) == {1, 2, 3}
    assert set(shares(params(min_p=0.35))) == {1, 3}
    assert shares(params(min_p=1)) == {1: 1.0}
    assert set(shares(params(min_p=0.35, top_p=0.99))) == {1, 3}


def test_a_bias_adds_to_a_logit():
    assert shares(params(temperature=0, logit_bias=((0, 100.0),))) == {0: 1.0}
    doubled = shares(params(logit_bias=((0, float(np.log(2))),)))
    assert doubled[0] == pytest.approx(0.1 / 1.05, abs=0.002)
    assert 1 not in shares(params(logit_bias=((1, -100.0),)))


def test_penalties_count_what_was_answered():
    answered = [1, 1, 3]
    logits = np.array([0.0, 3.0, 0.0, 2.0], np.float32)
    often = params(temperature=0, frequency_penalty=1.0)
    assert draw(logits, often, 0.5, answered).token_id == 1  # 3 - 2 ties with 2 - 1: the lower id
    assert draw(logits, replace(often, frequency_penalty=1.1), 0.5, answered).token_id == 3
    once = params(temperature=0, presence_penalty=2.0)
    assert draw(logits, once, 0.5, answered).token_id == 1  # 3 - 2 against 2 - 2
    assert draw(logits, once, 0.5).token_id == 1
    assert draw(logits, params(temperature=0, presence_penalty=-2.0), 0.5, [0, 2, 3]).token_id == 3


def test_only_what_a_constraint_allows_is_drawn():
    allowed = np.array([True, False, True, False])
    assert shares(params(temperature=0), allowed=allowed) == {2: 1.0}
    drawn = shares(params(), allowed=allowed)
    assert drawn == pytest.approx({0: 0.25, 2: 0.75}, abs=0.002)
    padded = np.concatenate(
        [LOGITS, np.array([9.0], np.float32)]
    )  # a row may be wider than the vocabulary
    assert set(shares(params(top_p=0.99), padded, allowed=allowed)) == {0, 2}


def test_logprobs_are_those_of_the_model_whatever_the_sampling():
    sampling = params(0, num_top_logprobs=2, logit_bias=((0, 100.0),), presence_penalty=1.0)
    allowed = np.array([True, False, True, False])
    drawn = draw(LOGITS, sampling, 0.5, [0], allowed)
    assert drawn.token_id == 0
    assert drawn.logprob == pytest.approx(np.log(0.05), abs=1e-6)
    assert [token for token, _ in drawn.top] == [1, 3]
    assert [logprob for _, logprob in drawn.top] == pytest.approx(np.log([0.5, 0.3]), abs=1e-6)


def test_logprobs_are_left_out_or_alone_as_asked():
    assert draw(LOGITS, params(), 0.5).logprob is None
    alone = draw(LOGITS, params(num_top_logprobs=0), 0.5)
    assert alone.logprob is not None
    assert alone.top == ()
    assert len(draw(LOGITS, params(num_top_logprobs=20), 0.5).top) == 4


def test_the_row_itself_stays_as_it_was():
    row = LOGITS.copy()
    allowed = np.array([True, False, True, False])
    draw(row, params(logit_bias=((1, 5.0),), frequency_penalty=1.0), 0.5, [1], allowed)
    assert np.array_equal(row, LOGITS)


def plain_kept(row, sampling):
    """The tokens that may be drawn, by the definitions and nothing else, likeliest first."""
    masses = np.exp((row.astype(np.float64) - row.max()) / sampling.temperature)
    order = sorted(range(len(row)), key=lambda token: (-masses[token], token))
    order = order[: sampling.top_k or None]
    whole, kept, sum_ = sum(masses[token] for token in order), [], 0.0
    for token in order:
        if sum_ >= sampling.top_p * whole * (1 - 1e-6):
            break
        kept.append(token)
        sum_ += masses[token]
    return {token for token in kept if masses[token] >= sampling.min_p}


steps = st.integers(-40, 40).map(lambda n: n / 2)  # far enough apart that rounding moves no edge
samplings = st.builds(
    params,
    temperature=st.sampled_from([0.5, 1.0, 2.0]),
    top_p=st.sampled_from([0.0123, 0.3456, 0.789, 0.9871, 1.0]),
    top_k=st.sampled_from([0, 1, 2, 5, 1000]),
    min_p=st.sampled_from([0.0, 0.0123, 0.456]),
)


@given(st.lists(steps, min_size=1, max_size=700), samplings, st.floats(0, 1, exclude_max=True))
def test_every_draw_is_of_a_token_that_the_definitions_keep(row, sampling, uniform):
    logits = np.array(row, np.float32)
    drawn = draw(logits, sampling, uniform)
    assert drawn.token_id in plain_kept(np.array(row, np.float32), sampling)
    assert draw(logits, sampling, uniform) == drawn


@pytest.mark.parametrize("fields", [{}, {"top_p": 0.9}, {"top_k": 7}, {"min_p": 0.01}])
def test_a_draw_from_a_large_vocabulary_follows_the_probabilities(fields):
    row = np.full(49152, -20, np.float32)
    row[[5, 300, 48_000]] = np.log(np.array([0.2, 0.5, 0.3], np.float32))
    drawn = shares(params(**fields), row)
    expected = {5: 0.2, 300: 0.5, 48_000: 0.3}
    assert {token: drawn.get(token, 0) for token in expected} == pytest.approx(expected, abs=0.003)
