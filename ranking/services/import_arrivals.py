"""Arrivals: begun, shown all at once, or given up and removed; each step a short transaction."""

import time
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from ranking.models import Arrival, Comparison, Contestant, PairCount

ROWS_AT_ONCE = 1_000  # half a second at most, where nothing else keeps the machine busy
# SQLite keeps no queue: who waits looks again after 100 ms at most, and must find the door open.
REST_SECONDS = 0.12
LONGEST_IMPORT = timedelta(days=1)


def let_others_write() -> None:
    """Between two transactions. Where rows are locked and not the database, nobody waits."""
    if connection.vendor == "sqlite":
        time.sleep(REST_SECONDS)


def begin(board: str, now: datetime) -> Arrival:
    """A new arrival, the only one of its board; whatever was left unfinished is removed first."""
    for left_over in Arrival.objects.filter(Q(board=board) | Q(began_at__lt=now - LONGEST_IMPORT)):
        give_up(left_over)
    return Arrival.objects.create(board=board, began_at=now)


def claim(arrival: Arrival) -> None:
    """Hold the arrival for the caller's transaction. Raises ValidationError if it was given up."""
    mine = Arrival.objects.filter(pk=arrival.pk, status=Arrival.Status.WRITING)
    if mine.update(status=Arrival.Status.WRITING) == 0:
        raise ValidationError(
            _(
                "Another import into “%(board)s” began meanwhile, so this one was given up and"
                " nothing of it is kept. Run it again when the other is through."
            )
            % {"board": arrival.board}
        )


def show(arrival: Arrival, contestant_ids: list[int]) -> None:
    """Everything that it brought is there from now on. Belongs into the caller's transaction."""
    claim(arrival)
    hidden = Contestant.everything.filter(arrival__gt=0)
    hidden.filter(pk__in=contestant_ids).update(arrival=0)
    arrival.delete()


def give_up(arrival: Arrival) -> None:
    """Remove what it brought, in short transactions, and itself last; it may be run again."""
    Arrival.objects.filter(pk=arrival.pk).update(status=Arrival.Status.GIVEN_UP)
    for table in (Comparison, PairCount):
        rows = table.everything.filter(board=arrival.board, arrival=arrival.pk).order_by()
        keys = list(rows.values_list("pk", flat=True))
        for start in range(0, len(keys), ROWS_AT_ONCE):
            if start:
                let_others_write()
            table.everything.filter(pk__in=keys[start : start + ROWS_AT_ONCE]).delete()
    for contestant in Contestant.everything.filter(arrival=arrival.pk):
        try:
            contestant.delete()
        except ProtectedError:  # another import has met it, and shows it in its time
            continue
    Arrival.objects.filter(pk=arrival.pk).delete()
