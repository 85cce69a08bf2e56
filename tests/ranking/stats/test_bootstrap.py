"""The bootstrap agrees with the sandwich, by comparison and by voter."""

import dataclasses

import numpy as np
import pytest

from ranking.stats.bootstrap import resample_comparisons, resample_voters
from ranking.stats.bradley_terry import fit_bradley_terry
from ranking.stats.comparisons import comparisons_of, merge_equal_rows
from ranking.stats.intervals import (
    careful_covariance,
    centre_of,
    covariances,
    intervals_about,
    variances_about,
)
from tests.ranking.stats import arena_votes


def test_on_the_votes_of_chatbot_arena_it_agrees_with_the_sandwich():
    """60 resamples of 1.4 million votes: standard deviations within their own noise of a tenth."""
    votes = merge_equal_rows(arena_votes.load())
    values = fit_bradley_terry(votes).values
    found = resample_comparisons(votes, rng=seeded(), num_samples=60).covariance()
    centre = np.full(len(values), 1 / len(values))
    ratio = variances_about(centre, found) / variances_about(
        centre, covariances(votes, values).sandwich
    )
    assert np.median(ratio) == pytest.approx(1.0, abs=0.08)
    assert np.sqrt(ratio.max()) < 1.4


def test_by_voter_it_agrees_with_the_clustered_sandwich():
    """60 voters of 20 votes with tastes of their own on three contestants."""
    rng = seeded()
    taste = rng.normal(0, 1, (60, 3))
    rows = []
    for voter in range(60):
        for _ in range(20):
            left, right = rng.choice(3, 2, replace=False)
            lead = taste[voter, left] - taste[voter, right]
            rows.append((left, right, float(rng.random() < 1 / (1 + np.exp(-lead)))))
    comparisons = dataclasses.replace(comparisons_of(3, rows), voters=np.repeat(np.arange(60), 20))
    values = fit_bradley_terry(comparisons).values
    clustered = careful_covariance(comparisons, values, clustered=True)
    found = resample_voters(comparisons, rng=rng, num_samples=400)
    assert np.diag(found.covariance()) == pytest.approx(np.diag(clustered), rel=0.25)
    plain = resample_comparisons(comparisons, rng=rng, num_samples=400)
    assert (np.diag(plain.covariance()) < 0.7 * np.diag(clustered)).all()
    limits = found.intervals(values, centre_of(comparisons))
    by_sandwich = intervals_about(centre_of(comparisons), values, clustered)
    widths = by_sandwich.highs - by_sandwich.lows
    assert limits.lows == pytest.approx(by_sandwich.lows, abs=0.15 * widths.max())
    assert limits.highs == pytest.approx(by_sandwich.highs, abs=0.15 * widths.max())


def test_the_same_rng_gives_the_same_samples_however_contestants_are_merged():
    rows = comparisons_of(3, [(0, 1, 1), (1, 2, 1), (2, 0, 1), (1, 0, 1)] * 10)
    one = resample_comparisons(rows, rng=seeded(), num_samples=5, prior_weight=1.0)
    other = resample_comparisons(
        merge_equal_rows(rows), rng=seeded(), num_samples=5, prior_weight=1.0
    )
    assert one.samples == pytest.approx(other.samples, abs=1e-9)
    assert one.samples.shape == (5, 3)


def test_parts_of_comparisons_cannot_be_drawn():
    rows = comparisons_of(2, [(0, 1, 1), (1, 0, 1)])
    with pytest.raises(ValueError, match="whole numbers"):
        resample_comparisons(dataclasses.replace(rows, weights=np.array([0.5, 1.0])), rng=seeded())
    with pytest.raises(ValueError, match="as they were cast"):
        resample_voters(merge_equal_rows(rows), rng=seeded())


def seeded():
    return np.random.default_rng(6)
