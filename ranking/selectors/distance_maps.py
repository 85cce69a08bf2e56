"""Where contestants stand on the map of a board."""

from dataclasses import dataclass
from datetime import date

from django.core.cache import cache

from ranking.charts.distance_layout import distance_layout
from ranking.models import Contestant, Leaderboard
from ranking.selectors.counts import lens_of, pair_counts

KEPT_SECONDS = 86_400
Placed = tuple[int, float, float, int]  # a contestant's id, x, y, group


@dataclass(frozen=True)
class Position:
    """x, y: in standard errors of a difference; group: from 1, nearest neighbours together."""

    contestant: Contestant
    x: float
    y: float
    group: int


@dataclass(frozen=True)
class Positions:
    """Neighbours stand next to each other; stress: what two dimensions cannot show, 0 to 1."""

    rows: tuple[Position, ...]
    stress: float


def positions(leaderboard: Leaderboard, today: date) -> Positions:
    """Through the leaderboard's category and window, whatever its method.

    The plane takes a while to find where there are many, so it is kept with the leaderboard.
    """
    key = f"leaderboard-map-{leaderboard.pk}"
    kept = cache.get(key)
    if kept is None:
        kept = _laid_out(leaderboard, today)
        cache.set(key, kept, KEPT_SECONDS)
    placed, stress = kept
    contestants = Contestant.objects.in_bulk([contestant_id for contestant_id, *_ in placed])
    rows = tuple(Position(contestants[i], x, y, group) for i, x, y, group in placed)
    return Positions(rows, stress)


def _laid_out(leaderboard: Leaderboard, today: date) -> tuple[list[Placed], float]:
    """Neighbours next to each other, and the stress: plain values, for they are kept."""
    ids, counts = pair_counts(leaderboard.board, lens_of(leaderboard), today)
    if not len(counts.pairs):
        return [], 0.0
    found = distance_layout(counts)
    points, groups = found.points.tolist(), found.groups.tolist()
    return [(ids[found.places[i]], *points[i], groups[i]) for i in found.order], found.stress
