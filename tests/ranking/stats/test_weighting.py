"""Factors for uneven drawing: by hand, what they mend, and honest noise."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given

from ranking.stats.bradley_terry import fit_bradley_terry
from ranking.stats.comparisons import comparisons_of
from ranking.stats.intervals import careful_covariance
from ranking.stats.weighting import by_pair_count, by_propensity, reweighted
from tests.ranking.stats.cases import some_comparisons, unhurried


def test_pairs_that_met_often_enough_count_the_same():
    """100, 200 and 10 comparisons: 1/100, 1/200 and 1/50 each, with mean 1 over all."""
    rows = comparisons_of(3, [(0, 1, 1)] * 100 + [(2, 1, 1)] * 200 + [(0, 2, 1)] * 10)
    factors = by_pair_count(rows)
    each = factors[[0, 100, 300]]
    assert each / each[1] == pytest.approx([2.0, 1.0, 4.0])
    assert factors.mean() == pytest.approx(1.0)


def test_drawing_one_pair_more_often_does_not_move_a_reweighted_fit():
    """Votes that Bradley-Terry cannot fit: what the drawing favours wins, unless mended."""
    circle = [((0, 1), 0.9), ((1, 2), 0.6), ((2, 0), 0.6)]

    def arena(counts):
        kinds = [(*pair, s) for pair, _ in circle for s in (1.0, 0.0)]
        shares = np.array([x for _, share in circle for x in (share, 1 - share)])
        rows = comparisons_of(3, kinds)
        return dataclasses.replace(rows, weights=shares * np.repeat(counts, 2))

    even, uneven = arena([1000, 1000, 1000]), arena([1000, 9000, 1000])
    drawn = np.repeat([1, 9, 1], 2) / 11
    plain = fit_bradley_terry(even).values
    assert np.abs(fit_bradley_terry(uneven).values - plain).max() > 0.1
    for factors in (by_propensity(uneven, drawn), by_pair_count(uneven)):
        assert fit_bradley_terry(reweighted(uneven, factors)).values == pytest.approx(plain)


def test_unequal_factors_make_wider_intervals():
    """Two contestants, half of the rows count nine times as much: 1.64 times the variance."""
    rows = comparisons_of(2, [(0, 1, 1), (0, 1, 0), (0, 1, 1), (0, 1, 0)] * 100)
    factors = np.tile([1.8, 1.8, 0.2, 0.2], 100)
    values = np.zeros(2)
    plain = careful_covariance(rows, values)
    assert careful_covariance(rows, values, factors=factors) == pytest.approx(plain * 1.64)
    assert careful_covariance(rows, values, factors=factors, clustered=True) == pytest.approx(
        plain * 1.64 * 400 / 399
    )


def test_rare_propensities_are_cut_off():
    rows = comparisons_of(2, [(0, 1, 1)] * 3)
    factors = by_propensity(rows, np.array([1.0, 0.5, 1e-9]), largest_ratio=10)
    assert factors / factors[0] == pytest.approx([1, 2, 10])


@unhurried
@given(some_comparisons())
def test_factors_have_mean_one(comparisons):
    factors = by_pair_count(comparisons, least=2)
    assert comparisons.weights @ factors == pytest.approx(comparisons.num_comparisons)


def test_impossible_settings_are_refused():
    rows = comparisons_of(2, [(0, 1, 1)])
    with pytest.raises(ValueError, match="more than 0"):
        by_pair_count(rows, least=0)
    with pytest.raises(ValueError, match="a probability"):
        by_propensity(rows, np.array([1.5]))
    with pytest.raises(ValueError, match="one propensity"):
        by_propensity(rows, np.array([0.5, 0.5]))
