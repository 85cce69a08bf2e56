"""Tiers: by hand, and what the rule promises."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ranking.stats.tiers import tiers
from tests.ranking.stats.cases import unhurried


def test_a_newcomer_between_two_tiers_stays_where_it_stands():
    """A is above C and D; B, hardly known, above nobody; C above D."""
    values = np.array([3.0, 2.0, 1.0, 0.0])
    above = np.zeros((4, 4), dtype=bool)
    above[0, 2:] = True
    above[2, 3] = True
    assert tiers(values, above).tolist() == [1, 1, 2, 3]


def test_equal_strengths_share_a_tier():
    above = np.zeros((3, 3), dtype=bool)
    above[0, 2] = True
    assert tiers(np.array([2.0, 1.0, 1.0]), above).tolist() == [1, 2, 2]


@unhurried
@given(st.integers(1, 9), st.integers(0, 10_000))
def test_the_rule(k, seed):
    """Nobody of a tier can be told apart; its first is below somebody of the one before."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=k)
    above = (rng.random((k, k)) < 0.3) & (values[:, None] > values[None, :])
    found = tiers(values, above)
    same = found[:, None] == found[None, :]
    assert not (above & same).any()
    assert (np.diff(found[np.argsort(-values)]) >= 0).all()
    for tier in range(2, found.max() + 1):
        first = np.flatnonzero(found == tier)[np.argmax(values[found == tier])]
        assert above[found == tier - 1, first].any()
    names = rng.permutation(k)
    assert (tiers(values[names], above[np.ix_(names, names)]) == found[names]).all()
