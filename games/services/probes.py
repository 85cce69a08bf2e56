"""Beliefs asked for beside a match: of a model that played afterwards, of a listener on the way."""

from datetime import datetime, timedelta
from typing import Any

from games.models import Match, Player, Probe
from games.rules.base import seat_to_move
from games.rules.turns import turns_of
from games.selectors import Record
from lib.jobs import services as jobs
from lib.jobs.models import Job

RETROSPECT = "games.retrospect"
AFTER = timedelta(seconds=30)  # live matches first


def ask_for_retrospect(match: Match, now: datetime) -> None:
    """Write the job, in the caller's transaction, if a model played a person or a program, or
    listened."""
    if match.tournament_id is not None:
        return
    if match.listener_id or match.players.filter(kind=Player.Kind.MODEL).exists():
        _ask(match, now + AFTER)


def ask_listener_if_due(match: Match, record: Record) -> Job | None:
    """The job that asks the model that listens at once what it thinks, where there is something to
    think about; None else."""
    seat = seat_to_move(record.game, record.position)
    if match.listener_id is None or match.status != Match.Status.PLAYING or seat is None:
        return None
    form = record.game.legal(record.position, seat)
    return _ask(match) if form is not None and form.probe else None


def _ask(match: Match, run_after: datetime | None = None) -> Job:
    key, payload = str(match.pk), {"match": str(match.pk)}
    return jobs.enqueue(kind=RETROSPECT, payload=payload, key=key, run_after=run_after)


def keep_probe(*, match: Match, seat: str, turn: int, version: int, **facts: Any) -> None:
    """A turn that was asked before stays as it is."""
    Probe.objects.get_or_create(match=match, seat=seat, turn=turn, version=version, defaults=facts)


def forget_probes_since(match: Match, record: Record) -> None:
    """Of turns that were taken back: they will be played otherwise."""
    for seat in record.game.seats:
        num_turns = len(turns_of(record.game, record.deal, record.facts, seat))
        Probe.objects.filter(match=match, seat=seat, turn__gt=num_turns).delete()
