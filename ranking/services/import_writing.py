"""Prepared rows as comparisons with their labels and counts, in many short transactions."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db import transaction

from ranking.formats.items import Tally
from ranking.lens import EVERYTHING
from ranking.models import Arrival, Comparison, Label
from ranking.services.import_arrivals import claim, let_others_write
from ranking.services.import_spool import Counted, Prepared, Spool
from ranking.services.pair_counts import CountKey, count_many

COUNTS_AT_ONCE = 5_000
OUTCOMES = ("left", "right", "tie", "both_bad")


def known_sources(batch: Iterable[Prepared]) -> set[str]:
    """Those that an earlier import has brought."""
    sources = [row.source for row in batch]
    known = Comparison.objects.filter(source__in=sources).order_by()
    return set(known.values_list("source", flat=True))


class Writer:
    """Writes what one arrival brings. ids: contestants' slugs to ids; day: of tallies.

    Every method may raise ValidationError, because the arrival has been given up meanwhile.
    """

    def __init__(self, arrival: Arrival, ids: dict[str, int], day: date, spool: Spool) -> None:
        self._arrival = arrival
        self._ids = ids
        self._day = day
        self._spool = spool

    def write(self, rows: Sequence[Prepared], tallies: Iterable[Tally]) -> None:
        """Rows that are new, in one transaction; they and tallies are counted in the spool."""
        if rows:
            comparisons = [self._comparison(row) for row in rows]
            labels = [
                Label(comparison=comparison, category=category, holds=holds, labeller=labeller)
                for comparison, row in zip(comparisons, rows, strict=True)
                for category, holds, labeller in row.labels
            ]
            let_others_write()
            with transaction.atomic():
                claim(self._arrival)
                Comparison.objects.bulk_create(comparisons)
                Label.objects.bulk_create(labels)
        self._spool.count(counted for row in rows for counted in self._counted(row))
        self._spool.count(self._tallied(tally) for tally in tallies)

    def write_counts(self) -> None:
        """What all of it adds up to, when every row is written."""
        for block in self._spool.counts(COUNTS_AT_ONCE):
            board, arrival = self._arrival.board, self._arrival.pk
            numbers = {CountKey(board, *row[:4], arrival): row[4:] for row in block}
            let_others_write()
            with transaction.atomic():
                claim(self._arrival)
                count_many(numbers)

    def _comparison(self, row: Prepared) -> Comparison:
        return Comparison(
            source=row.source,
            board=self._arrival.board,
            arrival=self._arrival.pk,
            left_id=self._ids[row.left],
            right_id=self._ids[row.right],
            **row.facts,
        )

    def _counted(self, row: Prepared) -> Iterator[Counted]:
        """The row in each category where it counts."""
        if row.facts["excluded"]:
            return
        left_won, right_won, tied, both_bad = (
            int(row.facts["outcome"] == outcome) for outcome in OUTCOMES
        )
        pair = self._smaller_id_first(row, left_won, right_won)
        day = row.facts["created_at"].date()
        holding = {category for category, holds, _ in row.labels if holds}
        for category in {EVERYTHING, *holding}:
            yield category, day, *pair, tied, both_bad

    def _tallied(self, tally: Tally) -> Counted:
        pair = self._smaller_id_first(tally, tally.left_won, tally.right_won)
        return EVERYTHING, self._day, *pair, tally.tied, tally.both_bad

    def _smaller_id_first(
        self, of: Prepared | Tally, left_won: int, right_won: int
    ) -> tuple[int, int, int, int]:
        """Both ids, and how often each won."""
        left_id, right_id = self._ids[of.left], self._ids[of.right]
        if left_id < right_id:
            return left_id, right_id, left_won, right_won
        return right_id, left_id, right_won, left_won
