"""Imports under way, and how everybody overlooks what they have brought so far.

An import writes in many short transactions, so that others can write in between. Each row that it
brings carries the number of its arrival, and `objects` leaves out what belongs to an arrival that
still has a row here. Deleting that one row shows all of an import at the same moment.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

_Row = TypeVar("_Row", bound=models.Model)


class Arrival(models.Model):
    """One import while it is written, and what is left of one that was not finished.

    WRITING -> (no row)             complete: what it brought is there
    WRITING -> GIVEN_UP -> (no row)    what it brought has been removed
    """

    class Status(models.TextChoices):
        WRITING = "writing"
        GIVEN_UP = "given_up"

    board = models.SlugField(max_length=60)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WRITING)
    began_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.board}, begun at {self.began_at:%Y-%m-%d %H:%M}"


class WhatIsThere(models.Manager[_Row]):
    """Rows without those of imports under way. The list of these is short, and empty mostly."""

    def get_queryset(self) -> models.QuerySet[_Row]:
        return super().get_queryset().exclude(arrival__in=Arrival.objects.values("pk"))


class Arriving(models.Model):
    """A row that an import can bring."""

    # No foreign key: the arrival's row is gone when the import is complete.
    arrival = models.PositiveBigIntegerField(
        default=0, db_default=0, editable=False, help_text="0: made here."
    )

    objects: models.Manager[Any] = WhatIsThere()
    everything: models.Manager[Any] = models.Manager()

    class Meta:
        abstract = True
