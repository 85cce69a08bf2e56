"""Contestants on a plane and in groups, by how surely they are told apart."""

from dataclasses import dataclass

import numpy as np

from ranking.stats.bradley_terry import fit_bradley_terry
from ranking.stats.comparisons import PRIOR_WEIGHT, Floats, Ints
from ranking.stats.counts import PairCounts
from ranking.stats.distances import distance_map, distance_tree, distances
from ranking.stats.intervals import careful_covariance


@dataclass(frozen=True)
class DistanceLayout:
    """Of those who were compared.

    places [m]     theirs in the counts
    points [m, 2]  the plane; distances are in standard errors of a difference of strengths
    groups [m]     from 1; order [m]: neighbours are close
    stress         what of the distances two dimensions cannot show, 0 to 1
    """

    places: Ints
    points: Floats
    groups: Ints
    order: Ints
    stress: float


def distance_layout(counts: PairCounts) -> DistanceLayout:
    """By a Bradley-Terry fit and its sandwich, whatever method the board shows."""
    places = np.unique(counts.pairs[counts.totals > 0])
    pairs = np.searchsorted(places, counts.pairs).astype(np.int64)
    comparisons = PairCounts(len(places), pairs, *counts.columns).as_comparisons()
    values = fit_bradley_terry(comparisons, prior_weight=PRIOR_WEIGHT).values
    covariance = careful_covariance(comparisons, values, prior_weight=PRIOR_WEIGHT)
    between = distances(values, covariance)
    plane, tree = distance_map(between, values), distance_tree(between)
    return DistanceLayout(
        places=places.astype(np.int64),
        points=plane.points,
        groups=tree.groups(),
        order=tree.order,
        stress=plane.stress,
    )
