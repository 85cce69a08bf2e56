"""Measures of agreement: by hand, as published, and none of leaderbot's slips."""

import numpy as np
import pytest

from ranking.stats.evaluation import evaluate, evaluate_chances
from ranking.stats.families import Family, Outcomes, fit
from tests.ranking.stats import arena_votes


def test_a_hand_worked_example():
    """Two pairs: 3, 1, 0 of 4 against chances 1/2, 1/4, 1/4, and 1, 1, 2 of 4 foreseen exactly."""
    found = evaluate_chances(
        np.array([[3.0, 1, 0], [1, 1, 2]]), np.array([[0.5, 0.25, 0.25], [0.25, 0.25, 0.5]])
    )
    ln2 = np.log(2)
    assert found.cross_entropy == pytest.approx([5 * ln2 / 8, 4 * ln2 / 8, 2 * ln2 / 8])
    assert found.mean_loss == pytest.approx(11 * ln2 / 8)
    assert found.kl == pytest.approx(0.75 * np.log(1.5) / 2)
    middle = np.array([0.625, 0.25, 0.125])
    half = 0.75 * np.log(0.75 / 0.625) + 0.5 * np.log(0.5 / middle[0]) + 0.25 * np.log(0.25 / 0.125)
    assert found.js == pytest.approx(half / 4)
    assert found.mae_counts.by_outcome == pytest.approx([0.5, 0, 0.5])
    assert found.mae_counts.overall == pytest.approx(1 / 3)
    assert found.rmse_counts.by_outcome == pytest.approx([np.sqrt(0.5), 0, np.sqrt(0.5)])
    assert found.rmse_counts.overall == pytest.approx(np.sqrt(1 / 3))
    assert found.mae_percent.overall == pytest.approx(100 / 12)
    assert found.rmse_percent.overall == pytest.approx(100 * np.sqrt(1 / 48))


@pytest.mark.parametrize(
    ("outcomes", "kl", "js", "mae", "rmse", "rmse_percent"),
    [
        (Outcomes.RAO_KUPPER, 3.322, 0.919, 34.66, 77.26, 3.46),
        (Outcomes.DAVIDSON, 3.412, 0.945, 36.62, 81.29, 3.56),
    ],
)
def test_the_published_measures_on_the_votes_of_chatbot_arena(
    outcomes, kl, js, mae, rmse, rmse_percent
):
    votes = arena_votes.counts()
    found = evaluate(fit(votes, Family(outcomes)), votes)
    assert 100 * found.kl == pytest.approx(kl, abs=6e-4)
    assert 100 * found.js == pytest.approx(js, abs=6e-4)
    assert found.mae_counts.overall == pytest.approx(mae, abs=6e-3)
    assert found.rmse_counts.overall == pytest.approx(rmse, abs=6e-3)
    assert found.rmse_percent.overall == pytest.approx(rmse_percent, abs=6e-3)


def test_half_votes_count_in_full():
    """leaderbot rounds a pair's half votes down: its figure is 0.65529 for the same chances."""
    votes = arena_votes.counts()
    fitted = fit(votes, Family(Outcomes.BRADLEY_TERRY))
    assert evaluate(fitted, votes).mean_loss == pytest.approx(fitted.mean_loss, abs=1e-12)


def test_empty_pairs_and_outcomes_that_never_came_add_nothing():
    found = evaluate_chances(np.array([[2.0, 0]]), np.array([[1.0, 0.0]]))
    assert found.mean_loss == 0
    with pytest.raises(ValueError, match="there must be pairs"):
        evaluate_chances(np.zeros((0, 3)), np.zeros((0, 3)))
