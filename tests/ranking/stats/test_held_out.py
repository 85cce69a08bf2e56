"""Splits lose nothing and hold together; the better model wins on what it has not seen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.stats.bradley_terry import is_connected
from ranking.stats.counts import PairCounts, add_up
from ranking.stats.families import Family, OwnTies, Penalties
from ranking.stats.held_out import (
    Candidate,
    CannotSplit,
    best_candidate,
    folds_by_vote,
    held_out_losses,
    split_by_pair,
)
from tests.ranking.stats.cases import some_counts, unhurried


@unhurried
@given(some_counts(), st.integers(2, 4), st.integers(0, 999))
def test_each_comparison_is_held_out_once(counts, num_folds, seed):
    try:
        splits = folds_by_vote(counts, num_folds, np.random.default_rng(seed))
    except CannotSplit:
        return
    parts = [part for split in splits for part in (split.held_out,)]
    assert columns(joined(parts)) == pytest.approx(columns(counts))
    for split in splits:
        assert columns(joined([split.seen, split.held_out])) == pytest.approx(columns(counts))


def test_votes_are_drawn_one_by_one():
    counts = PairCounts(2, np.array([[0, 1]]), *np.array([[90_000.0], [9000], [900], [0]]))
    held_out = folds_by_vote(counts, 10, np.random.default_rng(1))[3].held_out
    assert held_out.first_won[0] == pytest.approx(9000, abs=4 * np.sqrt(9000))
    assert held_out.tied[0] == pytest.approx(90, abs=4 * np.sqrt(90))


@unhurried
@given(some_counts(least=4), st.integers(0, 999))
def test_pairs_are_held_out_whole_and_the_rest_holds_together(counts, seed):
    split = split_by_pair(counts, 0.2, np.random.default_rng(seed))
    assert len(split.held_out.pairs) == round(0.2 * len(counts.pairs))
    assert columns(joined([split.seen, split.held_out])) == pytest.approx(columns(counts))
    assert is_connected(split.seen.as_comparisons())


def test_a_chain_that_would_be_torn_is_refused():
    chain = add_up(4, np.array([[0, 1], [1, 2], [2, 3]]), *np.ones((3, 3)), np.zeros(3))
    with pytest.raises(CannotSplit, match="hold out fewer"):
        split_by_pair(chain, 0.34, np.random.default_rng(0))
    single = add_up(2, np.array([[0, 1]]), *np.array([[1.0], [0], [0], [0]]))
    with pytest.raises(CannotSplit, match="more folds"):
        folds_by_vote(single, 2, np.random.default_rng(0))


@pytest.mark.parametrize("share", [0.0, 1.0, 1.5])
def test_a_share_is_between_none_and_all(share):
    with pytest.raises(ValueError, match="between 0 and 1"):
        split_by_pair(some_arena(0), share, np.random.default_rng(0))


def test_half_comparisons_cannot_be_drawn():
    counts = PairCounts(2, np.array([[0, 1]]), *np.array([[1.5], [1], [1], [0]]))
    with pytest.raises(ValueError, match="whole counts"):
        folds_by_vote(counts, 2, np.random.default_rng(0))
    with pytest.raises(ValueError, match="2 folds"):
        folds_by_vote(counts, 1, np.random.default_rng(0))


def test_the_family_that_made_the_comparisons_wins_on_those_it_has_not_seen():
    counts, rng = some_arena(0), np.random.default_rng(1)
    splits = folds_by_vote(counts, 5, rng)
    scalar, own = Candidate(Family()), Candidate(Family(ties=OwnTies()))
    assert held_out_losses(own, splits).mean() < held_out_losses(scalar, splits).mean()
    assert best_candidate(counts, [scalar, own], 5, rng) == own


def test_a_penalty_is_chosen_by_what_it_foresees():
    counts = some_arena(0)
    free, tight = (
        Candidate(Family(ties=OwnTies(rank=1)), Penalties(factors=p)) for p in (1e-3, 1e4)
    )
    assert best_candidate(counts, [free, tight], 4, np.random.default_rng(2)) == tight


def some_arena(seed):
    """8 contestants with tie strengths of their own, by Davidson's chances; 200 votes a pair."""
    rng = np.random.default_rng(seed)
    strengths, ties = rng.normal(size=8), rng.normal(size=8)
    pairs = np.stack(np.triu_indices(8, 1), axis=1)
    z = strengths[pairs[:, 0]] - strengths[pairs[:, 1]]
    weights = np.exp(np.stack([z / 2, -z / 2, ties[pairs].sum(axis=1) / 2], axis=1))
    drawn = rng.multinomial(200, weights / weights.sum(axis=1, keepdims=True)).astype(float)
    return PairCounts(8, pairs, *drawn.T, np.zeros(len(pairs)))


def joined(parts):
    rows = [columns(part) for part in parts]
    pairs = np.vstack([part.pairs for part in parts])
    return add_up(parts[0].num_contestants, pairs, *np.hstack(rows))


def columns(counts):
    return np.stack([counts.first_won, counts.second_won, counts.tied, counts.both_bad])
