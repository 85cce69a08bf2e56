"""Fits that do not exist are refused in words, and a penalty brings them into being."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.stats.bradley_terry import CannotFit, NotConnected, SingularFit
from ranking.stats.counts import add_up
from ranking.stats.families import Family, Outcomes, OwnTies, Penalties, fit
from tests.ranking.stats.cases import unhurried

DAVIDSON, RAO_KUPPER = Family(Outcomes.DAVIDSON), Family(Outcomes.RAO_KUPPER)
BOTH = pytest.mark.parametrize("family", [DAVIDSON, RAO_KUPPER])
BOUND = Penalties(strengths=1.0)


def counted(num_contestants, *rows):
    """Rows of first, second, won, lost, tied."""
    table = np.array(rows, dtype=np.float64).reshape(-1, 5)
    nothing = np.zeros(len(table))
    return add_up(num_contestants, table[:, :2].astype(np.int64), *table[:, 2:].T, nothing)


@BOTH
def test_contestants_who_never_met_are_refused(family):
    apart = counted(4, (0, 1, 2, 2, 1), (2, 3, 2, 2, 1))
    with pytest.raises(NotConnected, match="fit the groups apart"):
        fit(apart, family)
    assert fit(apart, family, penalties=BOUND).converged


@BOTH
def test_whoever_only_won_is_refused(family):
    with pytest.raises(SingularFit, match="penalty on strengths"):
        fit(counted(3, (0, 1, 5, 0, 0), (1, 2, 3, 3, 2)), family)


@BOTH
def test_a_record_of_wins_and_ties_alone_is_refused(family):
    """1 win and 1 tie: chances of 1/2 each are reached only as both strengths run away."""
    with pytest.raises(SingularFit, match="ties alone"):
        fit(counted(2, (0, 1, 1, 0, 1)), family)
    assert fit(counted(2, (0, 1, 1, 1, 1)), family).converged


@BOTH
def test_a_circle_of_wins_holds_what_ties_alone_do_not(family):
    circle = [(0, 1, 1, 0, 0), (1, 2, 1, 0, 0), (0, 2, 0, 1, 0)]
    fitted = fit(counted(4, *circle, (0, 3, 1, 0, 2)), family, penalties=Penalties())
    assert fitted.converged
    assert np.isfinite(fitted.strengths).all()


@BOTH
def test_without_ties_there_is_no_tie_strength(family):
    with pytest.raises(SingularFit, match="fit Bradley-Terry"):
        fit(counted(2, (0, 1, 3, 2, 0)), family)
    assert fit(counted(2, (0, 1, 3, 2, 0)), Family(Outcomes.BRADLEY_TERRY)).converged


def test_ties_alone_say_nothing_about_winning():
    with pytest.raises(SingularFit, match="nobody ever won"):
        fit(counted(2, (0, 1, 0, 0, 3)), DAVIDSON)


def test_whoever_never_tied_has_no_tie_strength_of_its_own():
    counts = counted(3, (0, 1, 4, 3, 2), (1, 2, 3, 3, 0), (0, 2, 2, 2, 0))
    with pytest.raises(SingularFit, match="1 of 3 contestants never tied"):
        fit(counts, Family(ties=OwnTies()))
    assert fit(counts, Family(ties=OwnTies()), penalties=Penalties(ties=1.0)).converged


@unhurried
@given(
    st.lists(
        st.tuples(
            st.sampled_from([(0, 1), (0, 2), (1, 2), (0, 3), (2, 3)]),
            st.tuples(*[st.integers(0, 2)] * 3),
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([DAVIDSON, RAO_KUPPER]),
)
def test_what_is_not_refused_is_found_and_finite(rows, family):
    counts = counted(4, *[(*pair, *outcomes) for pair, outcomes in rows])
    try:
        fitted = fit(counts, family)
    except CannotFit:
        return
    assert fitted.converged
    assert np.abs(fitted.strengths).max() < 20
