"""Gradients and curvature of each family, against differences of the loss."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.stats.families import Family, OrderedTies, Outcomes, OwnTies, Penalties
from ranking.stats.families.model import Model
from ranking.stats.families.parameters import Parameters
from tests.ranking.stats.cases import some_counts, unhurried

PENALTIES = Penalties(strengths=0.3, ties=0.7, factors=0.2, spread=0.5, loadings=0.4)
EXACT = [  # their outcomes are an exponential family: Fisher's information is the curvature
    Family(Outcomes.BRADLEY_TERRY),
    Family(Outcomes.BRADLEY_TERRY, covariance=2),
    Family(Outcomes.DAVIDSON),
    Family(Outcomes.DAVIDSON, OrderedTies(rank=2, intercept=True), covariance=0),
    Family(Outcomes.DAVIDSON, OwnTies()),
    Family(Outcomes.DAVIDSON, OwnTies(rank=2), covariance=2),
]
EXPECTED = [  # theirs is so on average only
    Family(Outcomes.RAO_KUPPER),
    Family(Outcomes.RAO_KUPPER, OwnTies(rank=2), covariance=1),
    Family(Outcomes.RAO_KUPPER, OrderedTies(rank=1, intercept=True)),
    Family(Outcomes.RAO_KUPPER_LINEAR, OrderedTies(rank=1)),
    Family(Outcomes.RAO_KUPPER_LINEAR),
]
STEP = 1e-5


@unhurried
@given(some_counts(least=3), st.integers(0, 10_000), st.sampled_from(EXACT + EXPECTED))
def test_the_gradient_agrees_with_differences_of_the_loss(counts, seed, family):
    model, parameters = Model(counts, family, PENALTIES), somewhere(family, counts, seed)
    gradient = model.quadratic(parameters).gradient
    slopes = [
        (model.loss(parameters.moved(step)) - model.loss(parameters.moved(-step))) / (2 * STEP)
        for step in np.eye(len(gradient)) * STEP
    ]
    assert gradient == pytest.approx(np.array(slopes), rel=1e-5, abs=1e-4)


@unhurried
@given(some_counts(least=3), st.integers(0, 10_000), st.sampled_from(EXACT))
def test_the_curvature_agrees_with_differences_of_the_gradient(counts, seed, family):
    model, parameters = Model(counts, family, PENALTIES), somewhere(family, counts, seed)
    curvature = model.quadratic(parameters).curvature
    for row, step in zip(curvature, np.eye(len(curvature)) * STEP, strict=True):
        up, down = (model.quadratic(parameters.moved(s)).gradient for s in (step, -step))
        assert row == pytest.approx((up - down) / (2 * STEP), rel=1e-5, abs=1e-4)


def somewhere(family, counts, seed):
    """Parameters by chance, none of them special."""
    rng = np.random.default_rng(seed)
    num_each, num_shared = family.tie_columns()
    num_spread = 0 if family.covariance is None else 1 + family.covariance
    own = rng.normal(size=(counts.num_contestants, 1 + num_spread + num_each)) / 2
    if num_spread:
        own[:, 1] = 0.5 + rng.random(len(own))
    rank = family.ties.rank if isinstance(family.ties, OwnTies) else 0
    return Parameters(family, own, np.full(num_shared, 0.3), np.resize([1.0, -1.0], rank))
