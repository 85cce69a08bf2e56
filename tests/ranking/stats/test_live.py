"""The preview is the refit: after one vote, after hundreds, and after taking them back."""

import numpy as np
import pytest
from hypothesis import given

from ranking.stats.bradley_terry import CannotFit, fit_bradley_terry, information
from ranking.stats.comparisons import comparisons_of, joined, merge_equal_rows, virtual_ties
from ranking.stats.live import after_vote, preview_of
from tests.ranking.stats import arena_votes
from tests.ranking.stats.cases import some_comparisons, unhurried

STATED = 1e-8  # how near the preview is to a full refit, in log-odds


@unhurried
@given(some_comparisons(), some_comparisons(most_rows=60))
def test_vote_by_vote_the_preview_is_the_full_refit(before, votes):
    k = max(before.num_contestants, votes.num_contestants)
    rows = [*zip(*before.pairs.T, before.scores, strict=True)]
    preview = preview_of(comparisons_of(k, rows), fitted(k, rows), prior_weight=1.0)
    for row in zip(*votes.pairs.T, votes.scores, strict=True):
        preview = after_vote(preview, *row)
        rows.append(row)
    assert preview.values == pytest.approx(fitted(k, rows), abs=STATED)


@unhurried
@given(some_comparisons())
def test_a_vote_that_is_taken_back_leaves_nothing_behind(comparisons):
    values = fit_bradley_terry(comparisons, prior_weight=1.0).values
    before = preview_of(comparisons, values, prior_weight=1.0)
    after = after_vote(after_vote(before, 0, 1, 1.0), 0, 1, 1.0, weight=-1.0)
    assert after.values == pytest.approx(values, abs=STATED)
    assert after.points == pytest.approx(before.points)


def test_five_hundred_votes_on_the_real_board():
    """129 contestants, 1.4 million votes: the inverse stays good as well."""
    votes = merge_equal_rows(arena_votes.load())
    preview = preview_of(votes, fit_bradley_terry(votes).values)
    rng = np.random.default_rng(8)
    k = votes.num_contestants
    rows = [(*rng.choice(k, 2, replace=False), rng.choice([0, 0.5, 1])) for _ in range(500)]
    for row in rows:
        preview = after_vote(preview, *row)
    everything = joined(votes, comparisons_of(k, rows))
    refit = fit_bradley_terry(everything, start=preview.values).values
    assert preview.values == pytest.approx(refit, abs=STATED)
    exact = np.linalg.pinv(information(everything, refit), hermitian=True)
    assert preview.inverse == pytest.approx(exact, rel=0.05, abs=0.02 * exact.max())


@unhurried
@given(some_comparisons())
def test_a_refit_from_anywhere_ends_at_the_same_place(comparisons):
    start = np.linspace(-2, 2, comparisons.num_contestants)
    cold = fit_bradley_terry(comparisons, prior_weight=0.5).values
    warm = fit_bradley_terry(comparisons, prior_weight=0.5, start=start).values
    assert warm == pytest.approx(cold, abs=1e-8)


def test_one_vote_by_hand():
    """One virtual tie and a win: 1.5 points of 2, a difference of ln 3."""
    preview = preview_of(comparisons_of(2, []), np.zeros(2), prior_weight=1.0)
    after = after_vote(preview, 0, 1, 1.0)
    assert after.values == pytest.approx([np.log(3) / 2, -np.log(3) / 2], abs=STATED)


def test_impossible_votes_are_refused():
    rows = joined(comparisons_of(2, [(0, 1, 1), (1, 0, 1)]), virtual_ties(2, 0.0))
    preview = preview_of(rows, np.zeros(2))
    with pytest.raises(ValueError, match="two contestants"):
        after_vote(preview, 1, 1, 1.0)
    with pytest.raises(ValueError, match="taken back"):
        after_vote(preview, 0, 1, 1.0, weight=-2.0)
    with pytest.raises(CannotFit, match="refit the board"):
        after_vote(preview, 0, 1, 1.0, weight=-1.0)


def fitted(k, rows):
    return fit_bradley_terry(comparisons_of(k, rows), prior_weight=1.0).values
