"""Influence: to first order it says what a refit without the voter says."""

import dataclasses

import numpy as np
import pytest

from ranking.stats.bradley_terry import fit_bradley_terry
from ranking.stats.comparisons import comparisons_of
from ranking.stats.influence import (
    influence_of_pairs,
    influence_of_rows,
    influence_of_voters,
    ranks_without_each_voter,
    strengths_without,
)

PRIOR = 1.0


def arena(num_voters=60, votes_each=10, k=5, seed=3):
    """Voters of about ten votes each on contestants of falling strength."""
    rng = np.random.default_rng(seed)
    truth = np.linspace(1, -1, k)
    pairs = np.array([rng.choice(k, 2, replace=False) for _ in range(num_voters * votes_each)])
    chances = 1 / (1 + np.exp(truth[pairs[:, 1]] - truth[pairs[:, 0]]))
    scores = (rng.random(len(pairs)) < chances).astype(float)
    rows = comparisons_of(k, [(*p, s) for p, s in zip(pairs.tolist(), scores, strict=True)])
    return dataclasses.replace(rows, voters=np.repeat(np.arange(num_voters) + 100, votes_each))


def test_without_a_voter_strengths_move_as_foretold():
    rows = arena()
    values = fitted(rows)
    foretold = np.stack(
        [
            influence_of_voters(rows, values, unit, prior_weight=PRIOR).changes
            for unit in np.eye(len(values))
        ],
        axis=1,
    )
    for place, voter in enumerate(np.unique(rows.voters)):
        actual = strengths_without(rows, voter, prior_weight=PRIOR) - values
        assert foretold[place] == pytest.approx(actual, abs=0.012)
        assert np.corrcoef(foretold[place], actual)[0, 1] > 0.99


def test_rows_pairs_and_voters_add_up_to_the_same():
    """At the optimum all gradients sum to what the prior takes back."""
    rows = arena()
    values = fitted(rows)
    direction = np.array([1.0, -1.0, 0, 0, 0])
    by_row = influence_of_rows(rows, values, direction, prior_weight=PRIOR)
    by_voter = influence_of_voters(rows, values, direction, prior_weight=PRIOR)
    by_pair = influence_of_pairs(rows, values, direction, prior_weight=PRIOR)
    assert by_voter.changes.sum() == pytest.approx(by_row.sum())
    assert by_pair.sum() / 2 == pytest.approx(by_row.sum())
    assert by_pair == pytest.approx(by_pair.T)
    first = rows.voters == by_voter.voters[0]
    assert by_voter.changes[0] == pytest.approx(by_row[first].sum())


def test_a_voter_who_lifts_a_contestant_past_its_neighbour_is_found():
    honest = [(0, 1, 1), (1, 0, 1)] * 50 + [(1, 0, 1)] * 3
    booster = [(0, 1, 1)] * 10
    rows = comparisons_of(2, honest + booster)
    rows = dataclasses.replace(rows, voters=np.array([*range(len(honest)), *[999] * len(booster)]))
    moves = ranks_without_each_voter(rows, fitted(rows), prior_weight=PRIOR)
    assert moves.voters[moves.num_moved > 0].tolist() == [999]
    assert moves.largest_move.max() == 1
    without = strengths_without(rows, 999, prior_weight=PRIOR)
    assert without[1] > without[0]


def fitted(rows):
    return fit_bradley_terry(rows, prior_weight=PRIOR).values
