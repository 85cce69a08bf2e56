"""Clustered by voter: closed forms, coverage where voters repeat themselves, refusals."""

import dataclasses

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ranking.stats.bradley_terry import expected_shares, fit_bradley_terry, laplacian
from ranking.stats.clustered import clustered_noise, scores_by_voter
from ranking.stats.comparisons import comparisons_of, merge_equal_rows
from ranking.stats.intervals import careful_covariance
from tests.ranking.stats.cases import some_comparisons, unhurried


@unhurried
@given(some_comparisons())
def test_voters_of_one_comparison_each_are_the_plain_sandwich(comparisons):
    """But for the small-sample factor v / (v - 1)."""
    n = len(comparisons.scores)
    assume(n > 1)
    values = fit_bradley_terry(comparisons, prior_weight=0.5).values
    residuals = comparisons.scores - expected_shares(comparisons, values)
    plain = laplacian(comparisons.pairs, residuals**2, comparisons.num_contestants)
    assert clustered_noise(comparisons, values) * (n - 1) / n == pytest.approx(plain, abs=1e-9)


@unhurried
@given(some_comparisons(), st.integers(2, 6))
def test_voters_who_repeat_themselves_say_nothing_new(comparisons, times):
    """Each vote cast `times` times over: noise grows with the square, as information squared."""
    n = len(comparisons.scores)
    assume(n > 1)
    values = fit_bradley_terry(comparisons, prior_weight=0.5).values
    repeated = comparisons.chosen(np.repeat(np.arange(n), times))
    once = clustered_noise(comparisons, values)
    assert clustered_noise(repeated, values) == pytest.approx(once * times**2, abs=1e-9)


def test_scores_sum_to_the_gradient_which_is_nothing_at_the_optimum():
    rows = comparisons_of(3, [(0, 1, 1), (1, 0, 0.5), (1, 2, 1), (2, 1, 1), (2, 0, 1)])
    rows = dataclasses.replace(rows, voters=np.array([7, 7, 9, 9, 9]))
    by_voter = scores_by_voter(rows, fit_bradley_terry(rows).values)
    assert by_voter.voters.tolist() == [7, 9]
    assert by_voter.scores.sum(axis=0) == pytest.approx(np.zeros(3), abs=1e-9)


def test_opinionated_voters_are_covered_by_clustered_intervals_only():
    """40 voters of 30 votes, each with a taste of its own: 150 arenas of two contestants."""
    rng = np.random.default_rng(4)
    covered = {"clustered": 0, "plain": 0}
    for _ in range(150):
        chances = rng.beta(2, 2, size=40)  # of voting for the first; 0.5 on the mean
        scores = (rng.random((40, 30)) < chances[:, None]).astype(float).ravel()
        rows = comparisons_of(2, [(0, 1, score) for score in scores])
        rows = dataclasses.replace(rows, voters=np.repeat(np.arange(40), 30))
        values = fit_bradley_terry(rows, prior_weight=1.0).values
        for name in covered:
            covariance = careful_covariance(
                rows, values, prior_weight=1.0, clustered=name == "clustered"
            )
            covered[name] += abs(values[0]) < 1.96 * np.sqrt(covariance[0, 0])
    assert covered["clustered"] / 150 > 0.9
    assert covered["plain"] / 150 < 0.6


def test_merged_rows_and_single_voters_are_refused():
    rows = comparisons_of(2, [(0, 1, 1), (0, 1, 1)])
    with pytest.raises(ValueError, match="rows as they were cast"):
        careful_covariance(merge_equal_rows(rows), np.zeros(2), clustered=True)
    alone = dataclasses.replace(rows, voters=np.zeros(2, dtype=np.int64))
    with pytest.raises(ValueError, match="two are needed"):
        careful_covariance(alone, np.zeros(2), clustered=True)
