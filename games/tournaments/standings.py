"""How strong the entries of a tournament are, from their duels. Pure.

Bradley-Terry with ties as half, a pool of its own: nothing of it reaches the boards of people.
Duels over one deal hang together, the more so where all models play the same item; limits are the
wider of those that let them and those that do not, since few legs tell little of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from games.tournaments.results import Duel
from ranking.refit import POINTS_AT_MEAN, POINTS_PER_LOG_ODDS
from ranking.stats.bradley_terry import fit_bradley_terry
from ranking.stats.comparisons import PRIOR_WEIGHT, Comparisons, Floats, comparisons_of
from ranking.stats.intervals import careful_covariance, centre_of, intervals_about
from ranking.stats.ranks import rank_by_overlap


@dataclass(frozen=True)
class Standing:
    """Of one entry, in points of the displayed scale, with 95 % limits.

    rank_low, rank_high: the places that the limits allow, from 1.
    """

    entry: int
    rank_low: int
    rank_high: int
    rating: float
    rating_low: float
    rating_high: float
    points: float
    num_duels: int


def standings(duels: Sequence[Duel], num_entries: int) -> list[Standing]:
    """The strongest first; [] where nobody has met."""
    if not duels:
        return []
    rows = [(duel.left, duel.right, duel.score) for duel in duels]
    comparisons = comparisons_of(num_entries, rows, voters=[duel.leg for duel in duels])
    strengths = fit_bradley_terry(comparisons, prior_weight=PRIOR_WEIGHT).values
    lows, highs = _limits(comparisons, strengths)
    ranks = rank_by_overlap(lows, highs)
    points, _lost = comparisons.points_per_contestant()
    counts = comparisons.num_per_contestant()
    return [
        Standing(
            entry=int(entry),
            rank_low=int(ranks.best[entry]),
            rank_high=int(ranks.worst[entry]),
            rating=_rating(strengths[entry]),
            rating_low=_rating(lows[entry]),
            rating_high=_rating(highs[entry]),
            points=float(points[entry]),
            num_duels=int(counts[entry]),
        )
        for entry in np.argsort(-strengths, kind="stable")
    ]


def _limits(comparisons: Comparisons, strengths: Floats) -> tuple[Floats, Floats]:
    has_several_legs = len(np.unique(comparisons.voters)) > 1
    found = [
        intervals_about(
            centre_of(comparisons),
            strengths,
            careful_covariance(
                comparisons, strengths, prior_weight=PRIOR_WEIGHT, clustered=clustered
            ),
        )
        for clustered in ([False, True] if has_several_legs else [False])
    ]
    return np.min([one.lows for one in found], axis=0), np.max([one.highs for one in found], axis=0)


def _rating(strength: float) -> float:
    return POINTS_AT_MEAN + POINTS_PER_LOG_ODDS * float(strength)
