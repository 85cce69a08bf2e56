"""The counts of a whole board as the statistics want them, with who is at which place."""

from dataclasses import dataclass

import numpy as np
from django.db.models import Sum

from ranking.lens import EVERYTHING
from ranking.models import Contestant, PairCount
from ranking.stats.counts import PairCounts, add_up

_OUTCOMES = ("first_won", "second_won", "tied", "both_bad")


@dataclass(frozen=True)
class BoardVotes:
    """contestants: slug and name by place in the counts."""

    slugs: tuple[str, ...]
    names: tuple[str, ...]
    counts: PairCounts

    def place_of(self, slug: str) -> int | None:
        return self.slugs.index(slug) if slug in self.slugs else None


def board_votes(board: str) -> BoardVotes:
    """Everything that counts on the board, in every category and on every day."""
    sums = (
        PairCount.objects.filter(board=board, category=EVERYTHING)
        .order_by("first_id", "second_id")
        .values_list("first_id", "second_id")
        .annotate(*(Sum(outcome) for outcome in _OUTCOMES))
    )
    rows = np.array([row for row in sums if any(row[2:])], dtype=np.int64).reshape(-1, 6)
    ids, places = np.unique(rows[:, :2], return_inverse=True)
    contestants = Contestant.objects.in_bulk(ids.tolist())
    met = [contestants[i] for i in ids.tolist()]
    outcomes = rows[:, 2:].astype(np.float64).T
    return BoardVotes(
        slugs=tuple(contestant.slug for contestant in met),
        names=tuple(contestant.name for contestant in met),
        counts=add_up(len(ids), places.reshape(-1, 2), *outcomes),
    )
