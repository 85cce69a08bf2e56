"""The counts of pairs, kept up with each comparison."""

from collections.abc import Iterable

from django.db.models import F

from ranking.lens import EVERYTHING
from ranking.models import Comparison, PairCount

_COLUMNS = {
    Comparison.Outcome.LEFT: ("first_won", "second_won"),
    Comparison.Outcome.RIGHT: ("second_won", "first_won"),
    Comparison.Outcome.TIE: ("tied", "tied"),
    Comparison.Outcome.BOTH_BAD: ("both_bad", "both_bad"),
}


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
        )
        PairCount.objects.filter(pk=row.pk).update(**{column: F(column) + change})
