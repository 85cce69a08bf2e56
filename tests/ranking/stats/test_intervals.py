"""The sandwich: against closed forms, published widths, and what few votes must not claim."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.refit import POINTS_PER_LOG_ODDS
from ranking.stats.bradley_terry import fit_bradley_terry
from ranking.stats.comparisons import comparisons_of, merge_equal_rows
from ranking.stats.intervals import Z_95, covariances, sandwich_intervals, variances_about
from tests.ranking.stats import arena_votes
from tests.ranking.stats.cases import some_comparisons, unhurried


@unhurried
@given(won=st.integers(1, 50), lost=st.integers(1, 50), tied=st.integers(0, 50))
def test_two_contestants_have_the_variance_of_the_closed_form(won, lost, tied):
    """var(x_1 - x_2) = [a (1-p)^2 + b p^2 + t (1/2-p)^2] / [n p (1-p)]^2, p = (a + t/2) / n.

    Each of the two strengths has a quarter of it. Without ties it is 1 / [n p (1-p)].
    """
    n = won + lost + tied
    p = (won + tied / 2) / n
    meat = won * (1 - p) ** 2 + lost * p**2 + tied * (0.5 - p) ** 2
    expected = meat / (n * p * (1 - p)) ** 2
    rows = comparisons_of(2, [(0, 1, 1)] * won + [(0, 1, 0)] * lost + [(0, 1, 0.5)] * tied)
    both = covariances(rows, fit_bradley_terry(rows).values)
    assert np.diag(both.sandwich) == pytest.approx([expected / 4] * 2)
    if not tied:
        assert both.sandwich == pytest.approx(both.model)


def test_the_published_widths_on_the_votes_of_chatbot_arena():
    """Another implementation's 95 % widths: median 11.77, least 4.06, most 44.7 points."""
    votes = merge_equal_rows(arena_votes.load())
    values = fit_bradley_terry(votes).values
    k = votes.num_contestants
    variances = variances_about(np.full(k, 1 / k), covariances(votes, values).sandwich)
    widths = 2 * Z_95 * np.sqrt(variances) * POINTS_PER_LOG_ODDS
    assert np.median(widths) == pytest.approx(11.77, abs=0.01)
    assert widths.min() == pytest.approx(4.06, abs=0.01)
    assert widths.max() == pytest.approx(44.7, abs=0.01)


@unhurried
@given(some_comparisons(), st.integers(2, 9))
def test_widths_shrink_with_the_root_of_the_votes(comparisons, times):
    more = dataclasses.replace(comparisons, weights=comparisons.weights * times)
    once, often = sandwich(comparisons, 0.5), sandwich(more, 0.5 * times)
    assert often == pytest.approx(once / times, rel=1e-6, abs=1e-12)


@unhurried
@given(some_comparisons())
def test_merging_rows_changes_no_interval(comparisons):
    assert widths(merge_equal_rows(comparisons)) == pytest.approx(widths(comparisons), rel=1e-6)


def test_whoever_was_never_compared_may_be_anywhere():
    rows = comparisons_of(3, [(0, 1, 1), (0, 1, 0)] * 200)
    assert widths(rows)[2] > 1000
    assert widths(rows)[0] < 100


def test_a_newcomer_widens_nobody_else():
    veterans = [(0, 1, 1), (1, 2, 1), (2, 0, 1)] * 100
    before = widths(comparisons_of(3, veterans))
    after = widths(comparisons_of(4, [*veterans, (3, 0, 1)]))
    assert after[:3] == pytest.approx(before, rel=0.1)
    assert after[3] > 800


@pytest.mark.parametrize("num_wins", [1, 3, 20])
def test_winning_everything_is_not_mistaken_for_certainty(num_wins):
    """An exact 95 % interval for n of n wins reaches down to (1/40)^(1/n)."""
    rows = comparisons_of(2, [(0, 1, 1)] * num_wins)
    values = fit_bradley_terry(rows, prior_weight=1.0).values
    limits = sandwich_intervals(rows, values, prior_weight=1.0)
    lowest_difference = 2 * limits.lows[0]
    assert 1 / (1 + np.exp(-lowest_difference)) < 0.025 ** (1 / num_wins) + 0.1


def test_intervals_cover_the_truth_about_as_often_as_they_say():
    rng = np.random.default_rng(7)
    truth = np.array([0.8, 0.3, 0.0, -0.4, -0.7])
    covered = [covers(truth, rng) for _ in range(200)]
    assert 0.92 < np.mean(covered) < 0.98


def covers(truth, rng):
    """[k] bool: one made-up arena of 600 votes; distances from the vote-weighted mean."""
    pairs = np.array([rng.choice(5, 2, replace=False) for _ in range(600)])
    chances = 1 / (1 + np.exp(truth[pairs[:, 1]] - truth[pairs[:, 0]]))
    scores = (rng.random(600) < chances).astype(float)
    scores[rng.random(600) < 0.1] = 0.5
    rows = comparisons_of(5, list(zip(pairs[:, 0], pairs[:, 1], scores, strict=True)))
    values = fit_bradley_terry(rows, prior_weight=1.0).values
    limits = sandwich_intervals(rows, values, prior_weight=1.0)
    centre = rows.num_per_contestant() / rows.num_per_contestant().sum()
    shrunk = 0.9 * truth  # a tenth of ties at random pulls the strengths together
    offset = shrunk - centre @ shrunk + centre @ values
    return (limits.lows <= offset) & (offset <= limits.highs)


def sandwich(comparisons, prior_weight):
    values = fit_bradley_terry(comparisons, prior_weight=prior_weight).values
    return covariances(comparisons, values, prior_weight=prior_weight).sandwich


def widths(comparisons):
    """[k] in points, with the prior that the site uses."""
    values = fit_bradley_terry(comparisons, prior_weight=1.0).values
    limits = sandwich_intervals(comparisons, values, prior_weight=1.0)
    return (limits.highs - limits.lows) * POINTS_PER_LOG_ODDS
