"""Beliefs asked for after a match."""

from datetime import datetime, timedelta
from typing import Any

from games.models import Match, Player, Probe
from lib.jobs import services as jobs

RETROSPECT = "games.retrospect"
AFTER = timedelta(seconds=30)  # live matches first


def ask_for_retrospect(match: Match, now: datetime) -> None:
    """Write the job, in the caller's transaction, if a model played a person or a program."""
    if match.tournament_id is None and match.players.filter(kind=Player.Kind.MODEL).exists():
        key, payload = str(match.pk), {"match": str(match.pk)}
        jobs.enqueue(kind=RETROSPECT, payload=payload, key=key, run_after=now + AFTER)


def keep_probe(*, match: Match, seat: str, turn: int, version: int, **facts: Any) -> None:
    """A turn that was asked before stays as it is."""
    Probe.objects.get_or_create(match=match, seat=seat, turn=turn, version=version, defaults=facts)
