"""The board that accounts are held against: decisive verdicts of everybody else."""

import numpy as np
import pytest

from ranking.defence.reference import reference_of
from ranking.defence.sequential import doubt
from ranking.stats.counts import add_up, less


def counts(*rows):
    """(first, second, won, lost, tied)"""
    table = np.array(rows, dtype=float)
    n = len(rows)
    return add_up(3, table[:, :2].astype(int), table[:, 2], table[:, 3], table[:, 4], np.zeros(n))


def test_ties_do_not_shrink_the_odds_of_a_decisive_verdict():
    few, many = counts((0, 1, 300, 100, 0)), counts((0, 1, 300, 100, 5000))

    for table in (few, many):
        strengths = reference_of(table).strengths
        assert strengths[0] - strengths[1] == pytest.approx(np.log(3), abs=0.02)


def test_a_contestant_without_verdicts_is_unsure():
    reference = reference_of(counts((0, 1, 300, 100, 0)))

    assert doubt(reference, 0, np.array([1, 1])) == pytest.approx(1 / np.sqrt(75), rel=0.05)
    assert doubt(reference, 2, np.array([0, 1])) > 1


def test_an_account_is_taken_out_of_the_counts():
    everybody = counts((0, 1, 10, 5, 2), (1, 2, 3, 3, 0))
    theirs = counts((0, 1, 4, 0, 1), (0, 2, 9, 0, 0))

    rest = less(everybody, theirs)

    assert rest.first_won.tolist() == [6, 3]
    assert rest.second_won.tolist() == [5, 3]
    assert rest.tied.tolist() == [1, 0]
