"""How far contestants are from each other, as a map and as a tree.

The distance of two is |x_i - x_j| / sqrt(s_ij), s_ij the variance of their difference: that of
their performances in a fit with covariance, or that of the estimate with a sandwich. The map is
metric scaling by majorisation (SMACOF: de Leeuw 1977; Borg and Groenen 2005, chapter 8), begun
from classical scaling, so that it needs no chance.
"""

from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import fcluster, leaves_list, linkage
from scipy.spatial.distance import squareform

from ranking.stats.comparisons import Floats, Ints

NUM_STEPS = 500
LEAST_GAIN = 1e-7  # of the stress, in one step
CUT = 0.15  # of the height of the tree


@dataclass(frozen=True)
class DistanceMap:
    """points [k, 2], mean 0; stress: root of the squared error's part of the squared distances."""

    points: Floats
    stress: float


@dataclass(frozen=True)
class DistanceTree:
    """links [k - 1, 4] as scipy has them (two nodes, height, contestants below).

    order [k]: contestants from left to right such that neighbours are close.
    """

    links: Floats
    order: Ints

    def groups(self, cut: float = CUT) -> Ints:
        """[k] 1 for the leftmost group: no two of one are further apart than `cut` x the height."""
        if not len(self.links):
            return np.ones(len(self.order), dtype=np.int64)
        labels = fcluster(self.links, cut * self.links[-1, 2], criterion="distance")
        _, first = np.unique(labels[self.order], return_index=True)
        place = np.empty(labels.max() + 1, dtype=np.int64)
        place[labels[self.order][np.sort(first)]] = np.arange(len(first)) + 1
        groups: Ints = place[labels]
        return groups


def distances(values: Floats, covariance: Floats) -> Floats:
    """[k, k] from strengths [k] and a covariance [k, k], of contestants or of estimates."""
    own = np.diag(covariance)
    variances = own[:, None] + own[None, :] - 2.0 * covariance
    np.fill_diagonal(variances, 1.0)
    if not (variances > 0).all():
        raise ValueError("the difference of two contestants has no variance, so no distance either")
    found: Floats = np.abs(values[:, None] - values[None, :]) / np.sqrt(variances)
    return found


def distance_map(between: Floats, values: Floats) -> DistanceMap:
    """Two dimensions that keep the distances [k, k] best.

    A map may be turned and mirrored at will; here the longest extent lies flat, the strong stand
    right, and those of middling strength stand higher than the strongest and the weakest.
    """
    points = _classical(between)
    stress = _raw_stress(between, points)
    for _ in range(NUM_STEPS):
        points = _majorised(between, points)
        before, stress = stress, _raw_stress(between, points)
        if before - stress <= LEAST_GAIN * before:
            break
    total = max(float((between**2).sum()) / 2, np.finfo(np.float64).tiny)
    return DistanceMap(_turned(points, values), float(np.sqrt(stress / total)))


def aligned(points: Floats, to: Floats) -> Floats:
    """The map [k, 2] turned or mirrored, not stretched, to lie as near as may be to another.

    Orthogonal Procrustes: Schonemann (1966), Psychometrika 31. NaN in `to` [k, 2]: not there then.
    """
    known = np.isfinite(to).all(axis=1)
    if known.sum() < 2:
        return points
    ours, theirs = points[known].mean(axis=0), to[known].mean(axis=0)
    u, _, vt = np.linalg.svd((points[known] - ours).T @ (to[known] - theirs))
    moved: Floats = (points - ours) @ (u @ vt) + theirs
    return moved


def distance_tree(between: Floats) -> DistanceTree:
    """Complete linkage: two groups are as far apart as their two furthest members."""
    k = len(between)
    if k < 2:
        return DistanceTree(np.zeros((0, 4)), np.arange(k, dtype=np.int64))
    links = linkage(squareform(between, checks=False), "complete", optimal_ordering=True)
    return DistanceTree(links, leaves_list(links).astype(np.int64))


def _classical(between: Floats) -> Floats:
    """[k, 2] Torgerson (1952), Psychometrika 17: exact where the distances are of a plane."""
    k = len(between)
    if k < 2:
        return np.zeros((k, 2))
    centring = np.eye(k) - 1.0 / k
    eigenvalues, vectors = np.linalg.eigh(-0.5 * centring @ between**2 @ centring)
    points = np.zeros((k, 2))
    points[:, : min(k, 2)] = (vectors * np.sqrt(np.maximum(eigenvalues, 0.0)))[:, ::-1][:, :2]
    return points


def _majorised(between: Floats, points: Floats) -> Floats:
    """One transform of Guttman: never increases the stress."""
    apart = _apart(points)
    ratios = np.divide(between, apart, out=np.zeros_like(between), where=apart > 0)
    weights = np.diag(ratios.sum(axis=1)) - ratios
    moved: Floats = weights @ points / max(len(points), 1)
    return moved


def _raw_stress(between: Floats, points: Floats) -> float:
    return float(((between - _apart(points)) ** 2).sum() / 2)


def _apart(points: Floats) -> Floats:
    """[k, k] Euclidean distances."""
    found: Floats = np.linalg.norm(points[:, None, :] - points[None, :, :], axis=2)
    return found


def _turned(points: Floats, values: Floats) -> Floats:
    if len(points) < 2:
        return points
    centred = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    turned = centred @ axes.T
    from_the_middle = values - values.mean()
    signs = [_sign(turned[:, 0] @ from_the_middle), -_sign(turned[:, 1] @ from_the_middle**2)]
    by_rule: Floats = turned * np.array(signs)
    return by_rule


def _sign(number: float) -> float:
    return -1.0 if number < 0 else 1.0
