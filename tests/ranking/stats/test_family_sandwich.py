"""How sure the strengths of fits with ties are."""

import numpy as np
import pytest

from ranking.stats.counts import PairCounts
from ranking.stats.families import Family, Outcomes, OwnTies, Penalties, ScalarTies, fit
from ranking.stats.families.sandwich import strength_covariance

WEAK = Penalties(strengths=0.01, ties=0.01)
PAIRS = np.array([(i, j) for i in range(4) for j in range(i + 1, 4)], dtype=np.int64)
STRENGTHS = np.array([0.6, 0.2, -0.1, -0.7])
TIE_STRENGTHS = np.array([-0.2, 0.1, -0.3, 0.0])


def simulated(rng: np.random.Generator, num_each: int) -> PairCounts:
    """Votes of a Davidson model in which each contestant has a tie strength of its own."""
    i, j = PAIRS.T
    z, v = STRENGTHS[i] - STRENGTHS[j], TIE_STRENGTHS[i] + TIE_STRENGTHS[j]
    weights = np.exp(np.stack([z / 2, -z / 2, v], axis=1))
    votes = rng.multinomial(num_each, weights / weights.sum(axis=1, keepdims=True)).astype(float)
    return PairCounts(4, PAIRS, votes[:, 0], votes[:, 1], votes[:, 2], np.zeros(len(PAIRS)))


@pytest.mark.parametrize("ties", [ScalarTies(), OwnTies()])
def test_it_foretells_how_much_the_strengths_vary_between_samples(ties):
    rng = np.random.default_rng(5)
    family = Family(Outcomes.DAVIDSON, ties)
    fits = []
    for _ in range(120):
        counts = simulated(rng, 200)
        fitted = fit(counts, family, penalties=WEAK)
        fits.append((fitted.strengths, strength_covariance(counts, fitted, WEAK)))
    seen = np.cov(np.array([strengths for strengths, _ in fits]).T)
    foretold = np.mean([covariance for _, covariance in fits], axis=0)
    assert np.diag(foretold) == pytest.approx(np.diag(seen), rel=0.5)
    assert np.trace(foretold) == pytest.approx(np.trace(seen), rel=0.2)


@pytest.mark.parametrize("outcomes", [Outcomes.DAVIDSON, Outcomes.RAO_KUPPER])
def test_ten_times_the_votes_are_ten_times_surer(outcomes):
    counts = simulated(np.random.default_rng(6), 100)
    more = PairCounts(
        4,
        PAIRS,
        *(10 * c for c in (counts.first_won, counts.second_won, counts.tied)),
        counts.both_bad,
    )
    family = Family(outcomes, OwnTies())
    few, many = (
        strength_covariance(c, fit(c, family, penalties=WEAK), WEAK) for c in (counts, more)
    )
    assert np.diag(few) / np.diag(many) == pytest.approx(np.full(4, 10), rel=0.02)
    assert many.sum() == pytest.approx(0, abs=1e-9)


def test_whoever_always_won_is_not_taken_for_certain():
    i, j = np.array([[0, 1], [1, 2]]).T
    pairs = np.stack([i, j], axis=1)
    counts = PairCounts(
        3, pairs, np.array([8.0, 20.0]), np.array([0.0, 20.0]), np.array([0.0, 10.0]), np.zeros(2)
    )
    strong = Penalties(strengths=0.25, ties=1.0)
    fitted = fit(counts, Family(Outcomes.DAVIDSON, OwnTies()), penalties=strong)
    variances = np.diag(strength_covariance(counts, fitted, strong))
    assert variances[0] > 3 * variances[1:].max()


def test_it_wants_to_know_the_level_of_the_strengths():
    counts = simulated(np.random.default_rng(7), 100)
    fitted = fit(counts, Family())
    with pytest.raises(ValueError, match="penalty on strengths"):
        strength_covariance(counts, fitted, Penalties())
