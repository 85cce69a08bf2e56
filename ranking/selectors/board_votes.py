"""The counts of a whole board, with the names of those who stand at its places."""

from dataclasses import dataclass
from datetime import date

from ranking.lens import PLAIN
from ranking.models import Contestant
from ranking.selectors.counts import pair_counts
from ranking.stats.counts import PairCounts


@dataclass(frozen=True)
class BoardVotes:
    """ids [k], slugs [k], names [k]: of the contestants, by their place in the counts."""

    ids: tuple[int, ...]
    slugs: tuple[str, ...]
    names: tuple[str, ...]
    counts: PairCounts


def board_votes(board: str, today: date) -> BoardVotes:
    """Everything that counts on the board through the plain lens."""
    ids, counts = pair_counts(board, PLAIN, today)
    contestants = Contestant.objects.in_bulk(ids)
    return BoardVotes(
        ids=ids,
        slugs=tuple(contestants[i].slug for i in ids),
        names=tuple(contestants[i].name for i in ids),
        counts=counts,
    )
