"""Where contestants stand on the map of a board."""

from dataclasses import dataclass
from datetime import date

from ranking.charts.distance_layout import distance_layout
from ranking.lens import Lens
from ranking.models import Contestant
from ranking.selectors.counts import pair_counts


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


def positions(board: str, lens: Lens, today: date) -> Positions:
    """Through the lens's category and window. Three queries at most."""
    ids, counts = pair_counts(board, lens, today)
    if not len(counts.pairs):
        return Positions((), 0.0)
    layout = distance_layout(counts)
    contestants = Contestant.objects.in_bulk(ids)
    rows = tuple(
        Position(
            contestant=contestants[ids[layout.places[i]]],
            x=float(layout.points[i, 0]),
            y=float(layout.points[i, 1]),
            group=int(layout.groups[i]),
        )
        for i in layout.order
    )
    return Positions(rows, layout.stress)
