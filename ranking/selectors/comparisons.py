"""What was compared: everything for a refit, the record of a pair, how often each pair met."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from ranking.models import Comparison, Leaderboard
from ranking.refit import Record
from ranking.selectors.boards import OVERALL


@dataclass(frozen=True)
class PairRecord:
    """How often each verdict was given for two contestants; only what counts."""

    left: int
    right: int
    tie: int
    both_bad: int

    @property
    def total(self) -> int:
        return self.left + self.right + self.tie + self.both_bad


@dataclass(frozen=True)
class Load:
    """Every comparison of a board that was stored by `cut_off`, with the largest id among them."""

    records: list[Record]
    cut_off: datetime
    last_comparison_id: int


def load_comparisons(board: str, cut_off: datetime) -> Load:
    """One query; also what was set aside, so that the refit can count it."""
    columns = ("id", "left_id", "right_id", "outcome", "voter_key", "excluded")
    rows = (
        Comparison.objects.filter(board=board, created_at__lte=cut_off)
        .order_by("id")
        .values_list(*columns)
    )
    last_comparison_id, records = 0, []
    for comparison_id, *facts in rows.iterator(chunk_size=10_000):
        last_comparison_id = comparison_id
        records.append(Record(*facts))
    return Load(records=records, cut_off=cut_off, last_comparison_id=last_comparison_id)


def num_changed_since(leaderboard: Leaderboard) -> int:
    """Comparisons that came, were set aside or were restored since the board was made."""
    now = dict(
        Comparison.objects.filter(board=leaderboard.board)
        .order_by()
        .values_list("excluded")
        .annotate(Count("id"))
    )
    then = {**leaderboard.num_excluded, "": leaderboard.num_comparisons}
    changes = [now.get(reason, 0) - then.get(reason, 0) for reason in {*now, *then}]
    return max(sum(c for c in changes if c > 0), -sum(c for c in changes if c < 0))


def pair_record(left_id: int, right_id: int, board: str = OVERALL) -> PairRecord:
    """Verdicts on two contestants, whichever side they sat on."""
    as_asked = _verdicts(Q(left_id=left_id, right_id=right_id), board)
    mirrored = _verdicts(Q(left_id=right_id, right_id=left_id), board)
    return PairRecord(
        left=as_asked.get("left", 0) + mirrored.get("right", 0),
        right=as_asked.get("right", 0) + mirrored.get("left", 0),
        tie=as_asked.get("tie", 0) + mirrored.get("tie", 0),
        both_bad=as_asked.get("both_bad", 0) + mirrored.get("both_bad", 0),
    )


def opponent_records(contestant_id: int, board: str = OVERALL) -> dict[int, PairRecord]:
    """Opponent's id: the record against it, with the contestant on the left."""
    counted = Comparison.objects.filter(board=board, excluded="").order_by()
    on_the_left = counted.filter(left_id=contestant_id).annotate(opponent=F("right_id"))
    on_the_right = counted.filter(right_id=contestant_id).annotate(opponent=F("left_id"))
    tallies: dict[int, dict[str, int]] = {}
    for rows, mirrored in ((on_the_left, False), (on_the_right, True)):
        for opponent, outcome, num in _tally(rows, "opponent", "outcome"):
            seen = _mirror(outcome) if mirrored else outcome
            tally = tallies.setdefault(opponent, dict.fromkeys(Comparison.Outcome.values, 0))
            tally[seen] += num
    return {opponent: PairRecord(**tally) for opponent, tally in tallies.items()}


def comparison_counts(board: str = OVERALL) -> dict[tuple[int, int], int]:
    """(smaller id, larger id): how many comparisons count; pairs that never met are absent."""
    counted = Comparison.objects.filter(board=board, excluded="").order_by()
    counts: dict[tuple[int, int], int] = {}
    for left_id, right_id, num in _tally(counted, "left_id", "right_id"):
        pair = (min(left_id, right_id), max(left_id, right_id))
        counts[pair] = counts.get(pair, 0) + num
    return counts


def _verdicts(pair: Q, board: str) -> dict[str, int]:
    counted = Comparison.objects.filter(pair, board=board, excluded="").order_by()
    return dict(_tally(counted, "outcome"))


def _tally(rows: QuerySet[Comparison], *columns: str) -> Iterable[tuple]:
    return rows.values_list(*columns).annotate(num=Count("id"))


def _mirror(outcome: str) -> str:
    return {"left": "right", "right": "left"}.get(outcome, outcome)
