"""How often two contestants met, and what became of it; all of it read from the counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, Sum

from ranking.lens import EVERYTHING
from ranking.models import PairCount
from ranking.selectors.boards import OVERALL
from ranking.selectors.counts import COLUMNS


@dataclass(frozen=True)
class PairRecord:
    """How often each verdict was given for two contestants; only what counts."""

    left: int
    right: int
    tie: int
    both_bad: int

    @classmethod
    def seen_from(cls, first: bool, sums: Sequence[int]) -> "PairRecord":
        """first: whether the left one is the first of the counted pair; sums [4] as COLUMNS."""
        first_won, second_won, tied, both_bad = sums
        won, lost = (first_won, second_won) if first else (second_won, first_won)
        return cls(won, lost, tied, both_bad)

    @property
    def total(self) -> int:
        return self.left + self.right + self.tie + self.both_bad

    @property
    def both_bad_rate(self) -> float | None:
        return self.both_bad / self.total if self.total else None


def pair_record(left_id: int, right_id: int, board: str = OVERALL) -> PairRecord:
    """Verdicts on two contestants, whichever side they sat on."""
    return opponent_records(left_id, board, against=right_id).get(right_id, PairRecord(0, 0, 0, 0))


def opponent_records(
    contestant_id: int, board: str = OVERALL, *, against: int | None = None
) -> dict[int, PairRecord]:
    """Opponent's id: the record against it, with the contestant on the left."""
    own = Q(first_id=contestant_id) | Q(second_id=contestant_id)
    if against is not None:
        own &= Q(first_id=against) | Q(second_id=against)
    rows = PairCount.objects.filter(own, board=board, category=EVERYTHING).order_by()
    found = rows.values_list("first_id", "second_id").annotate(*(Sum(c) for c in COLUMNS))
    records = {}
    for first_id, second_id, *sums in found:
        is_first = first_id == contestant_id
        record = PairRecord.seen_from(is_first, sums)
        if record.total:
            records[second_id if is_first else first_id] = record
    return records


def comparison_counts(board: str = OVERALL) -> dict[tuple[int, int], int]:
    """(smaller id, larger id): how many comparisons count; pairs that never met are absent."""
    rows = PairCount.objects.filter(board=board, category=EVERYTHING).order_by()
    found = rows.values_list("first_id", "second_id").annotate(*(Sum(c) for c in COLUMNS))
    return {(row[0], row[1]): sum(row[2:]) for row in found if sum(row[2:])}
