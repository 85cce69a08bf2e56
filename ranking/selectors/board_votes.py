"""The votes of a whole board, with the names of those who stand at its places."""

from dataclasses import dataclass
from datetime import date

from ranking.lens import PLAIN
from ranking.models import Comparison, Contestant
from ranking.selectors.counts import pair_counts
from ranking.stats.comparisons import SCORES, Comparisons, comparisons_of
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


def votes_by_voter(board: str, ids: tuple[int, ...]) -> tuple[Comparisons, list[str]]:
    """Each comparison that counts, with its voter; and the voters' keys by their numbers."""
    place = {contestant_id: i for i, contestant_id in enumerate(ids)}
    columns = ("left_id", "right_id", "outcome", "voter_key")
    rows = Comparison.objects.filter(board=board, excluded="").order_by("id").values_list(*columns)
    numbers: dict[str, int] = {}
    found, voters = [], []
    for left, right, outcome, voter in rows.iterator(chunk_size=10_000):
        if left in place and right in place:
            found.append((place[left], place[right], SCORES[outcome]))
            voters.append(numbers.setdefault(voter, len(numbers)))
    return comparisons_of(len(ids), found, voters), list(numbers)
