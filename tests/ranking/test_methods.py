"""The registry of methods: each fits a small board, and says what it expects of a pair."""

import math

import numpy as np
import pytest

from ranking.method import Evidence, Fit, Rated, Rows
from ranking.methods import METHODS
from ranking.stats.bradley_terry import CannotFit
from ranking.stats.comparisons import Comparisons
from ranking.stats.counts import add_up

NUM_VOTERS = 12


def evidence(seed: int = 1, *, num_rows: int = 600, long_wins: float = 0.0) -> Evidence:
    """Votes on three contestants of strengths 0.5, 0, -0.5; longer answers have `long_wins` more.

    The last contestant always writes three times as much.
    """
    rng = np.random.default_rng(seed)
    pairs = (
        np.array([rng.permutation(3)[:2] for _ in range(num_rows)]).reshape(-1, 2).astype(np.int64)
    )
    strengths = np.array([0.5, 0.0, -0.5])
    tokens = np.where(pairs == 2, 300.0, 100.0)
    z = strengths[pairs[:, 0]] - strengths[pairs[:, 1]]
    z += long_wins * (tokens[:, 0] - tokens[:, 1]) / tokens.sum(axis=1)
    drawn = rng.random(num_rows)
    p = 1 / (1 + np.exp(-z))
    scores = np.where(drawn < 0.2, 0.5, (rng.random(num_rows) < p) * 1.0)
    voters = rng.integers(0, NUM_VOTERS, num_rows)
    comparisons = Comparisons(3, pairs, scores, np.ones(num_rows), voters)
    won, lost, tied = (np.float64(scores == s) for s in (1.0, 0.0, 0.5))
    counts = add_up(3, pairs, won, lost, tied, np.zeros(num_rows))
    styles = [[{"tokens": t} for t in side] for side in tokens.T]
    return Evidence(counts, Rows(comparisons, *styles))


@pytest.mark.parametrize("key", METHODS)
def test_every_method_gives_a_whole_fit_the_same_each_time(key):
    found, again = (METHODS[key].fit(evidence(), np.random.default_rng(3)) for _ in range(2))
    assert found.strengths.sum() == pytest.approx(0, abs=1e-9)
    assert (found.lows < found.strengths).all()
    assert (found.strengths < found.highs).all()
    assert found.strengths[0] > found.strengths[2]
    assert (found.joint_rank_lows <= found.joint_rank_highs).all()
    assert found.tiers.min() == 1
    assert (found.always_lows < found.lows).all()
    assert 0 < found.details["mean_loss"] < 1.1
    assert (found.joint_rank_lows == again.joint_rank_lows).all()
    assert (found.lows == again.lows).all()


@pytest.mark.parametrize("key", METHODS)
@pytest.mark.parametrize("votes", [0, 1])
def test_no_method_breaks_on_a_board_that_just_began(key, votes):
    def fit() -> Fit:
        return METHODS[key].fit(evidence(num_rows=votes), np.random.default_rng(3))

    if key in {"bradley-terry", "style-control"}:
        assert np.isfinite(fit().lows).all()
    else:
        with pytest.raises(CannotFit):
            fit()


@pytest.mark.parametrize("key", [key for key, method in METHODS.items() if method.needs_rows])
def test_a_method_that_needs_rows_says_so_where_there_are_none(key):
    with pytest.raises(CannotFit, match="one by one"):
        METHODS[key].fit(Evidence(evidence().counts), np.random.default_rng(3))


@pytest.mark.parametrize("key", METHODS)
def test_chances_add_up_and_turn_with_the_sides(key):
    left, right = Rated(0.7, 0.1), Rated(-0.2, -0.3)
    there, back = METHODS[key].predict(left, right), METHODS[key].predict(right, left)
    assert there.left + (there.tie or 0) + there.right == pytest.approx(1)
    assert there.left > there.right
    assert (there.left, there.tie) == (pytest.approx(back.right), back.tie)


def test_chances_worked_by_hand():
    left, right = Rated(math.log(3), 0.0), Rated(0.0, 0.0)
    assert METHODS["bradley-terry"].predict(left, right).left == pytest.approx(0.75)
    davidson = METHODS["davidson"].predict(left, right)  # weights 3^.5, 1, 3^-.5
    total = math.sqrt(3) + 1 + 1 / math.sqrt(3)
    assert davidson.tie == pytest.approx(1 / total)
    rao_kupper = METHODS["rao-kupper"].predict(left, right)  # the threshold is e^0 = 1
    assert rao_kupper.left == pytest.approx(3 / (3 + math.e))


def test_style_control_takes_the_length_out_and_says_how_much_it_was():
    votes = evidence(num_rows=4000, long_wins=2.0)
    plain = METHODS["bradley-terry"].fit(votes, np.random.default_rng(3))
    level = METHODS["style-control"].fit(votes, np.random.default_rng(3))
    assert plain.strengths[2] > plain.strengths[1]
    # the length goes with one contestant only, so the prior decides how much is told apart
    tokens = level.details["coefficients"]["tokens"]
    assert tokens["low"] < tokens["value"] < tokens["high"]
    assert tokens["value"] > 0


def test_methods_with_ties_keep_a_tie_strength_of_each():
    found = METHODS["davidson"].fit(evidence(), np.random.default_rng(3))
    assert found.tie_strengths.shape == (3,)
    assert METHODS["bradley-terry"].fit(evidence(), np.random.default_rng(3)).tie_strengths is None
