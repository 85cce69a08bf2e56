"""Prepared rows as comparisons with their labels and counts, in many short transactions."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction

from ranking.formats.items import Tally
from ranking.lens import EVERYTHING
from ranking.models import Arrival, Comparison, Label
from ranking.services.import_arrivals import claim, let_others_write
from ranking.services.import_spool import Prepared
from ranking.services.pair_counts import CountKey, count_many

COUNTS_AT_ONCE = 20_000
COLUMNS = {"left": 0, "right": 1, "tie": 2, "both_bad": 3}
MIRRORED = {"left": "right", "right": "left"}


def known_sources(batch: Iterable[Prepared]) -> set[str]:
    """Those that an earlier import has brought."""
    sources = [row.source for row in batch]
    known = Comparison.objects.filter(source__in=sources).order_by()
    return set(known.values_list("source", flat=True))


class Writer:
    """Writes what one arrival brings. ids: contestants' slugs to ids; day: of tallies.

    Every method may raise ValidationError, because the arrival has been given up meanwhile.
    """

    def __init__(self, arrival: Arrival, ids: dict[str, int], day: date) -> None:
        self._arrival = arrival
        self._ids = ids
        self._day = day
        self._counts: dict[CountKey, list[int]] = {}

    def write(self, rows: Sequence[Prepared], tallies: Iterable[Tally]) -> None:
        """Rows that are new, in one transaction; their counts when enough have come together."""
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
        for row in rows:
            self._count(row)
        for tally in tallies:
            self._add_tally(tally)
        if len(self._counts) >= COUNTS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write the counts that are still here."""
        keys = list(self._counts)
        for start in range(0, len(keys), COUNTS_AT_ONCE):
            let_others_write()
            with transaction.atomic():
                claim(self._arrival)
                count_many({k: self._counts[k] for k in keys[start : start + COUNTS_AT_ONCE]})
        self._counts = {}

    def _comparison(self, row: Prepared) -> Comparison:
        return Comparison(
            source=row.source,
            board=self._arrival.board,
            arrival=self._arrival.pk,
            left_id=self._ids[row.left],
            right_id=self._ids[row.right],
            **row.facts,
        )

    def _count(self, row: Prepared) -> None:
        if row.facts["excluded"]:
            return
        ids = (self._ids[row.left], self._ids[row.right])
        outcome = row.facts["outcome"]
        if ids[0] > ids[1]:
            outcome = MIRRORED.get(outcome, outcome)
        numbers = [0, 0, 0, 0]
        numbers[COLUMNS[outcome]] = 1
        holding = {category for category, holds, _ in row.labels if holds}
        for category in {EVERYTHING, *holding}:
            self._add(category, row.facts["created_at"].date(), ids, numbers)

    def _add_tally(self, tally: Tally) -> None:
        ids = (self._ids[tally.left], self._ids[tally.right])
        won = (tally.left_won, tally.right_won)
        numbers = [*(won if ids[0] < ids[1] else won[::-1]), tally.tied, tally.both_bad]
        self._add(EVERYTHING, self._day, ids, numbers)

    def _add(self, category: str, day: date, ids: Iterable[int], numbers: list[int]) -> None:
        first_id, second_id = sorted(ids)
        key = CountKey(self._arrival.board, category, day, first_id, second_id, self._arrival.pk)
        sums = self._counts.setdefault(key, [0, 0, 0, 0])
        for i, number in enumerate(numbers):
            sums[i] += number
