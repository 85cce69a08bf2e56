"""Style control: derivatives, another optimiser, a bias that it takes out, symmetries."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from ranking.stats.bradley_terry import SingularFit, fit_bradley_terry
from ranking.stats.comparisons import comparisons_of, virtual_ties
from ranking.stats.intervals import careful_covariance
from ranking.stats.joint_fit import JointProblem, curvature, objective, slope
from ranking.stats.style_control import (
    fit_style_controlled,
    relative_differences,
    style_differences,
)
from tests.ranking.stats.cases import some_comparisons, unhurried


def styled(comparisons, m, seed):
    return np.random.default_rng(seed).uniform(-1, 1, (len(comparisons.scores), m))


def test_differences_by_hand():
    found = relative_differences(np.array([[3.0, 0.0, 2.0]]), np.array([[1.0, 0.0, 0.0]]))
    assert found.tolist() == [[0.5, 0.0, 1.0]]


def test_an_answer_of_unknown_style_differs_in_nothing():
    left = [{"tokens": 300, "bold": 1}, {}, {"tokens": 5}]
    right = [{"tokens": 100}, {"tokens": 7}, {"tokens": 5}]
    found = style_differences(left, right, ["tokens", "bold"])
    assert found.tolist() == [[0.5, 1.0], [0.0, 0.0], [0.0, 0.0]]
    assert style_differences([], [], ["tokens"]).shape == (0, 1)


@unhurried
@given(some_comparisons(), st.integers(0, 10_000))
def test_slope_and_curvature_agree_with_differences(comparisons, seed):
    features = styled(comparisons, 2, seed)
    problem = JointProblem(
        comparisons, features, virtual_ties(comparisons.num_contestants, 0.5), penalty=0.3
    )
    at = np.random.default_rng(seed).normal(size=comparisons.num_contestants + 2)
    h = 1e-5
    for i, bump in enumerate(np.eye(len(at)) * h):
        rise = objective(problem, at + bump) - objective(problem, at - bump)
        assert slope(problem, at)[i] == pytest.approx(rise / (2 * h), abs=1e-6)
        row = (slope(problem, at + bump) - slope(problem, at - bump)) / (2 * h)
        assert curvature(problem, at)[i] == pytest.approx(row, abs=1e-6)


def test_an_independent_optimiser_finds_the_same():
    comparisons, style, _ = biased_arena(seed=1, num=400)
    fit = fit_style_controlled(comparisons, style, penalty=2.0, prior_weight=0.0)
    left, right = comparisons.pairs.T
    scaled = style / np.sqrt((style**2).mean(axis=0))

    def loss(parameters):
        z = parameters[left] - parameters[right] + scaled @ parameters[4:]
        nll = np.logaddexp(0, z).sum() - comparisons.scores @ z
        return nll + (parameters[4:] ** 2).sum() + parameters[:4].sum() ** 2

    found = minimize(loss, np.zeros(6), tol=1e-10, options={"gtol": 1e-6}).x
    assert fit.values == pytest.approx(found[:4], abs=1e-4)
    assert fit.coefficients == pytest.approx(found[4:], abs=1e-4)


def test_a_bias_for_length_is_taken_out():
    """The weakest of four writes longest, and voters like length: plain ranks it too high."""
    comparisons, style, truth = biased_arena(seed=2, num=8000)
    plain = fit_bradley_terry(comparisons).values
    fit = fit_style_controlled(comparisons, style)
    assert plain[3] - truth[3] > 0.4
    assert fit.values == pytest.approx(truth, abs=0.12)
    per_unit = fit.coefficients / fit.scales
    assert per_unit == pytest.approx([1.5, 0.0], abs=0.15)
    assert fit.coefficient_lows[0] > 0
    assert fit.coefficient_lows[1] < 0 < fit.coefficient_highs[1]


def test_coefficients_are_covered_as_often_as_they_say():
    covered = []
    for seed in range(60):
        comparisons, style, truth = biased_arena(seed=100 + seed, num=800)
        fit = fit_style_controlled(comparisons, style, penalty=0.0)
        true = np.array([1.5, 0.0]) * fit.scales
        covered += ((fit.coefficient_lows <= true) & (true <= fit.coefficient_highs)).tolist()
        spread = 1.96 * np.sqrt(np.diag(fit.covariance))
        covered += (np.abs(fit.values - truth) <= spread).tolist()
    assert 0.91 < np.mean(covered) < 0.99


@unhurried
@given(some_comparisons(), st.integers(0, 10_000))
def test_who_sat_left_does_not_matter(comparisons, seed):
    style = styled(comparisons, 2, seed)
    swapped = dataclasses.replace(
        comparisons, pairs=comparisons.pairs[:, ::-1], scores=1 - comparisons.scores
    )
    here = fit_style_controlled(comparisons, style, prior_weight=0.5)
    there = fit_style_controlled(swapped, -style, prior_weight=0.5)
    assert there.values == pytest.approx(here.values, abs=1e-7)
    assert there.coefficients == pytest.approx(here.coefficients, abs=1e-7)


@unhurried
@given(some_comparisons())
def test_features_that_never_differ_leave_bradley_terry_as_it_was(comparisons):
    style = np.zeros((len(comparisons.scores), 2))
    fit = fit_style_controlled(comparisons, style, prior_weight=1.0)
    values = fit_bradley_terry(comparisons, prior_weight=1.0).values
    assert fit.values == pytest.approx(values, abs=1e-8)
    assert fit.scales.tolist() == fit.coefficients.tolist() == [0.0, 0.0]
    covariance = careful_covariance(comparisons, values, prior_weight=1.0)
    assert fit.covariance == pytest.approx(covariance, abs=1e-6)


def test_an_advantage_of_the_left_side_is_a_column_of_ones():
    """Equal contestants, the left one takes 60 of 100: ln(60 / 40)."""
    rows = comparisons_of(2, [(0, 1, 1), (1, 0, 1)] * 300 + [(0, 1, 0), (1, 0, 0)] * 200)
    fit = fit_style_controlled(rows, np.ones((1000, 1)), penalty=0.0)
    assert fit.coefficients == pytest.approx([np.log(1.5)])
    assert fit.values == pytest.approx([0.0, 0.0], abs=1e-9)


def test_a_penalty_shrinks_and_does_not_grow_with_the_votes():
    comparisons, style, _ = biased_arena(seed=3, num=2000)
    free = fit_style_controlled(comparisons, style, penalty=0.0).coefficients[0]
    published = fit_style_controlled(comparisons, style).coefficients[0]
    heavy = fit_style_controlled(comparisons, style, penalty=1000.0).coefficients[0]
    assert published == pytest.approx(free, rel=0.01)
    assert 0 < heavy < free / 2


def test_voters_with_a_taste_for_length_widen_the_coefficient():
    comparisons, style, _ = biased_arena(seed=4, num=1500)
    one_each = dataclasses.replace(comparisons, voters=np.arange(1500))
    plain = fit_style_controlled(comparisons, style, penalty=0.0)
    clustered = fit_style_controlled(one_each, style, penalty=0.0, clustered=True)
    assert clustered.covariance == pytest.approx(plain.covariance * 1500 / 1499, rel=1e-6)
    thrice = one_each.chosen(np.repeat(np.arange(1500), 3))
    repeated = fit_style_controlled(thrice, np.repeat(style, 3, axis=0), penalty=0, clustered=True)
    assert repeated.coefficient_highs == pytest.approx(clustered.coefficient_highs, rel=1e-4)


def test_what_cannot_be_fitted_is_refused_in_words():
    comparisons, style, _ = biased_arena(seed=5, num=300)
    twice = np.concatenate([style, style[:, :1]], axis=1)
    with pytest.raises(SingularFit, match="repeats others"):
        fit_style_controlled(comparisons, twice, penalty=0.0)
    left, right = comparisons.pairs.T
    told_by_name = np.array([1.0, 2.0, 5.0, 0.0])[left] - np.array([1.0, 2.0, 5.0, 0.0])[right]
    with pytest.raises(SingularFit, match="repeats others"):
        fit_style_controlled(comparisons, told_by_name[:, None], penalty=0.0)
    with pytest.raises(ValueError, match="one row for each"):
        fit_style_controlled(comparisons, style[1:])
    with pytest.raises(ValueError, match="0 or more"):
        fit_style_controlled(comparisons, style, penalty=-1)
    with pytest.raises(ValueError, match="the same features"):
        relative_differences(np.ones((1, 2)), np.ones((2, 2)))


def biased_arena(seed, num):
    """Four contestants; answers of the weaker ones are longer, lists mean nothing; 1.5 per unit."""
    rng = np.random.default_rng(seed)
    truth = np.array([0.6, 0.2, -0.2, -0.6])
    left = rng.integers(4, size=num)
    right = (left + rng.integers(1, 4, size=num)) % 4
    lengths = np.array([100, 140, 200, 400])
    counts = [
        np.column_stack([rng.gamma(3, lengths[side] / 3), rng.poisson(2, num)])
        for side in (left, right)
    ]
    style = relative_differences(*counts)
    z = truth[left] - truth[right] + 1.5 * style[:, 0]
    scores = (rng.random(num) < 1 / (1 + np.exp(-z))).astype(float)
    rows = comparisons_of(4, np.column_stack([left, right, scores]).tolist())
    return rows, style, truth
