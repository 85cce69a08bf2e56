"""The square of points: the same strengths as the fit by rows, whatever the start."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.attack.board import fit, places, points_taken, sensitivities
from ranking.stats.bradley_terry import (
    NotConnected,
    SingularFit,
    fit_bradley_terry,
    information,
    pseudo_inverse,
)
from tests.ranking.attack.boards import counts_of, ladder
from tests.ranking.stats.cases import unhurried

wins = st.integers(2, 5).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 9), min_size=k, max_size=k), min_size=k, max_size=k)
)


def without_oneself(table: list[list[int]]) -> list[list[int]]:
    return [[0 if i == j else n for j, n in enumerate(row)] for i, row in enumerate(table)]


@unhurried
@given(wins)
def test_strengths_are_those_of_the_fit_by_rows(table):
    counts = counts_of(without_oneself(table))
    by_rows = fit_bradley_terry(counts.as_comparisons(), prior_weight=1.0).values
    by_square = fit(points_taken(counts, prior_weight=1.0))
    np.testing.assert_allclose(by_square, by_rows, atol=1e-8)


def test_any_start_leads_to_the_same_board():
    points = points_taken(ladder(6))
    far = np.array([30.0, -20.0, 5.0, 0.0, -40.0, 25.0])
    np.testing.assert_allclose(fit(points, far), fit(points), atol=1e-9)


def test_two_contestants_are_apart_by_their_log_odds():
    strengths = fit(points_taken(counts_of([[0, 30], [10, 0]])))
    assert strengths[0] - strengths[1] == pytest.approx(np.log(3))


def test_sensitivities_are_the_inverse_of_the_information():
    counts = ladder(5)
    points = points_taken(counts)
    strengths = fit(points)
    expected = pseudo_inverse(information(counts.as_comparisons(), strengths))
    np.testing.assert_allclose(sensitivities(points, strengths), expected, atol=1e-10)


def test_one_vote_moves_the_board_as_its_influence_says():
    points = points_taken(ladder(5, num_each=3000))
    strengths = fit(points)
    inverse = sensitivities(points, strengths)
    with_vote = points.copy()
    with_vote[4, 1] += 1.0
    chance = 1.0 / (1.0 + np.exp(strengths[4] - strengths[1]))
    expected = (inverse[:, 4] - inverse[:, 1]) * chance
    np.testing.assert_allclose(fit(with_vote) - strengths, expected, rtol=0.01, atol=1e-7)


def test_equals_share_the_better_place():
    assert places(np.array([0.5, 1.0, 0.5, -2.0])).tolist() == [2, 1, 2, 4]


def test_votes_that_make_no_board_are_refused():
    with pytest.raises(NotConnected):
        points_taken(counts_of([[0, 1, 0], [1, 0, 0], [0, 0, 0]]))
    with pytest.raises(SingularFit):
        points_taken(counts_of([[0, 3], [0, 0]]))
