"""How far battles came, counted by the database: from the prompt to the vote, and to the next one.

Of battles with two contestants that were begun since a moment, and long enough ago for what follows
to have happened.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from arena.models import Battle, Turn, Vote
from lib.aggregates import flag, median_of

SOON = timedelta(hours=1)


@dataclass(frozen=True)
class Course:
    """num battles went so. is_answered: both sides wrote to the end; counts: the vote does, for the
    ranking; is_followed: the same visitor began another battle within SOON."""

    is_answered: bool
    is_voted: bool
    counts: bool
    is_followed: bool
    num: int


def courses(since: datetime, now: datetime) -> list[Course]:
    later = Battle.objects.filter(
        visitor_key=OuterRef("visitor_key"),
        created_at__gt=OuterRef("created_at"),
        created_at__lte=OuterRef("created_at") + Value(SOON, output_field=DurationField()),
    )
    battles = _battles(since, now).annotate(
        is_answered=Exists(
            Turn.objects.filter(battle=OuterRef("pk"), index=0, status=Turn.Status.DONE)
        ),
        is_voted=flag(Q(status=Battle.Status.VOTED)),
        counts=Exists(Vote.objects.filter(battle=OuterRef("pk"), comparison__excluded="")),
        is_followed=Exists(later),
    )
    names = ("is_answered", "is_voted", "counts", "is_followed")
    rows = battles.values(*names).annotate(num=Count("pk")).order_by()
    return [Course(**row) for row in rows]


def median_seconds(since: datetime, now: datetime) -> float | None:
    """From the prompt to the vote; None without votes."""
    lasted = ExpressionWrapper(F("created_at") - F("battle__created_at"), DurationField())
    votes = Vote.objects.filter(battle__in=_battles(since, now)).annotate(lasted=lasted)
    found = median_of(votes, "lasted")
    return None if found is None else found.total_seconds()


def median_turns(since: datetime, now: datetime) -> float | None:
    """Of battles that were voted on; None without votes."""
    voted = _battles(since, now).filter(status=Battle.Status.VOTED)
    found: float | None = median_of(voted.annotate(num_turns=Count("turns")), "num_turns")
    return found


def _battles(since: datetime, now: datetime) -> QuerySet[Any]:  # annotations are no fields
    begun = Battle.objects.filter(created_at__gte=since, created_at__lt=now - SOON)
    return begun.filter(right__isnull=False).order_by()
