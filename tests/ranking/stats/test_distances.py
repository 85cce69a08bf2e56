"""Maps and trees: planes are kept, turning is by rule, groups are what the cut says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.manifold import smacof

from ranking.stats.bradley_terry import fit_bradley_terry
from ranking.stats.comparisons import merge_equal_rows
from ranking.stats.distances import aligned, distance_map, distance_tree, distances
from ranking.stats.intervals import covariances
from tests.ranking.stats import arena_votes
from tests.ranking.stats.cases import unhurried


def test_a_distance_by_hand():
    """|3 - 1| / sqrt(1 + 4 - 2 x 0.5) = 1."""
    found = distances(np.array([3.0, 1.0]), np.array([[1.0, 0.5], [0.5, 4.0]]))
    assert found == pytest.approx(np.array([[0.0, 1.0], [1.0, 0.0]]))
    with pytest.raises(ValueError, match="no variance"):
        distances(np.zeros(2), np.ones((2, 2)))


@unhurried
@given(st.integers(3, 9), st.integers(0, 10_000))
def test_points_of_a_plane_are_found_again(k, seed):
    rng = np.random.default_rng(seed)
    plane = rng.normal(size=(k, 2)) * [3, 1]
    found = distance_map(apart(plane), plane[:, 0])
    assert found.stress < 1e-4
    assert apart(found.points) == pytest.approx(apart(plane), abs=1e-3)


@unhurried
@given(st.integers(3, 9), st.integers(0, 10_000))
def test_the_map_lies_the_same_way_however_contestants_are_numbered(k, seed):
    rng = np.random.default_rng(seed)
    plane = rng.normal(size=(k, 2)) * [3, 1]
    values = plane[:, 0]
    names = rng.permutation(k)
    here = distance_map(apart(plane), values).points
    there = distance_map(apart(plane)[np.ix_(names, names)], values[names]).points
    assert there == pytest.approx(here[names], abs=1e-3)
    assert here[:, 0] @ (values - values.mean()) >= 0
    assert here.var(axis=0)[0] >= here.var(axis=0)[1]


def test_the_real_board_is_kept_as_well_as_by_scikit_learn():
    votes = merge_equal_rows(arena_votes.load())
    values = fit_bradley_terry(votes).values
    between = distances(values, covariances(votes, values).sandwich)
    found = distance_map(between, values)
    start = np.random.default_rng(0).normal(size=(len(values), 2))
    _, theirs = smacof(between, n_components=2, init=start, n_init=1, normalized_stress=False)
    ours = ((between - apart(found.points)) ** 2).sum() / 2
    assert ours <= theirs * 1.02


def test_an_older_map_can_be_laid_on():
    plane = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 1.0], [5.0, 5.0]])
    turn = np.array([[0.0, 1.0], [1.0, 0.0]])  # a quarter turn and a mirror
    older = plane @ turn + 7
    older[3] = np.nan  # was not there yet
    found = aligned(plane, older)
    assert found[:3] == pytest.approx(older[:3])
    assert apart(found) == pytest.approx(apart(plane))
    assert aligned(plane, np.full((4, 2), np.nan)) == pytest.approx(plane)


def test_a_tree_by_hand():
    """Places 0, 1, 10, 11 on a line: two groups, and the leaves are in order."""
    places = np.array([0.0, 10.0, 1.0, 11.0])
    tree = distance_tree(np.abs(places[:, None] - places[None, :]))
    assert tree.links[:, 2].tolist() == [1, 1, 11]
    assert places[tree.order].tolist() in ([0, 1, 10, 11], [11, 10, 1, 0])
    groups = tree.groups()
    assert groups[0] == groups[2] != groups[1] == groups[3]
    assert groups[tree.order].tolist() == [1, 1, 2, 2]
    assert tree.groups(cut=1.0).tolist() == [1, 1, 1, 1]


def test_one_contestant_or_none_have_a_map_and_a_tree_too():
    for k in (0, 1):
        nothing = np.zeros((k, k))
        assert distance_map(nothing, np.zeros(k)).points.shape == (k, 2)
        assert distance_tree(nothing).groups().tolist() == [1] * k


def apart(points):
    return np.linalg.norm(points[:, None] - points[None, :], axis=2)
