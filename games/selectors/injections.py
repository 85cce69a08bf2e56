"""How often people tried to talk models out of their rules, and how often one gave in."""

from dataclasses import dataclass

from django.db.models import Count, Q

from games.analysis.shares import Share, share_of
from games.models import NotedInjection


@dataclass(frozen=True)
class InjectionTally:
    """Of a model in a game and mode. gave_in: a share of those tries of which it can be told."""

    slug: str
    game: str
    mode: str
    is_legal: bool
    num_noted: int
    gave_in: Share


def injection_tallies() -> list[InjectionTally]:
    """Of all finished matches, in the order of game, mode and model."""
    names = ("match__game", "match__mode", "contestant__slug", "is_legal")
    rows = NotedInjection.objects.values(*names).order_by(*names)
    rows = rows.annotate(
        num_noted=Count("pk"),
        num_told=Count("pk", filter=Q(gave_in__isnull=False)),
        num_given_in=Count("pk", filter=Q(gave_in=True)),
    )
    return [
        InjectionTally(
            row["contestant__slug"],
            row["match__game"],
            row["match__mode"],
            row["is_legal"],
            row["num_noted"],
            share_of(row["num_given_in"], row["num_told"]),
        )
        for row in rows
    ]
