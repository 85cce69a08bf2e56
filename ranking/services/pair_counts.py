"""The counts of pairs, kept up with each comparison or with many at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import F

from ranking.lens import EVERYTHING
from ranking.models import Comparison, PairCount

_COLUMNS = {
    Comparison.Outcome.LEFT: ("first_won", "second_won"),
    Comparison.Outcome.RIGHT: ("second_won", "first_won"),
    Comparison.Outcome.TIE: ("tied", "tied"),
    Comparison.Outcome.BOTH_BAD: ("both_bad", "both_bad"),
}

_ADD_UP = """
INSERT INTO ranking_paircount
    (board, category, day, first_id, second_id, arrival, first_won, second_won, tied, both_bad)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (board, category, day, first_id, second_id, arrival) DO UPDATE SET
    first_won = ranking_paircount.first_won + excluded.first_won,
    second_won = ranking_paircount.second_won + excluded.second_won,
    tied = ranking_paircount.tied + excluded.tied,
    both_bad = ranking_paircount.both_bad + excluded.both_bad
"""


@dataclass(frozen=True, slots=True)
class CountKey:
    """Which row of counts: the smaller id first; arrival: of the import that brings it, or 0."""

    board: str
    category: str
    day: date
    first_id: int
    second_id: int
    arrival: int = 0


def count_many(numbers: Mapping[CountKey, Iterable[int]]) -> None:
    """Add first won, second won, tied, both bad to each row, made if it is new.

    One statement a row, whatever stands there: the ORM can set on conflict, but not add. They go
    out together, without waiting for each answer, which is as quick as many rows a statement.
    Belongs into the caller's transaction.
    """
    rows = [
        (
            key.board,
            key.category,
            connection.ops.adapt_datefield_value(key.day),
            key.first_id,
            key.second_id,
            key.arrival,
            *columns,
        )
        for key, columns in numbers.items()
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_ADD_UP, rows)


def count(comparison: Comparison, change: int, *, categories: Iterable[str] | None = None) -> None:
    """Add a comparison (1) or take it back (-1): everywhere that it belongs, or where told.

    Belongs into the caller's transaction: the comparison and its counts change together.
    """
    if categories is None:
        labels = comparison.labels.filter(holds=True).values_list("category", flat=True)
        categories = [EVERYTHING, *labels]
    first_id, second_id = sorted((comparison.left_id, comparison.right_id))
    is_mirrored = comparison.left_id != first_id
    column = _COLUMNS[Comparison.Outcome(comparison.outcome)][is_mirrored]
    for category in sorted(set(categories)):
        row, _created = PairCount.objects.get_or_create(
            board=comparison.board,
            category=category,
            day=comparison.created_at.date(),
            first_id=first_id,
            second_id=second_id,
            arrival=comparison.arrival,
        )
        PairCount.objects.filter(pk=row.pk).update(**{column: F(column) + change})
