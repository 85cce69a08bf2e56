"""How matches end; what is over is never changed again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from games.clocks import is_late
from games.errors import NotAllowed
from games.messages import Claim
from games.models import Match, MatchEvent, Player
from games.rules.base import Payload, Result, Seat, seat_to_move
from games.selectors import record_of

RAN_OUT = "ran_out_of_time"
NO_FACTS: Payload = {}

CHANGED_AT_THE_END = (
    *("seq", "status", "ending", "ended_at", "last_move_at"),
    *("is_rated", "unrated_because", "due_at"),
)


def finish(
    match: Match,
    results: Mapping[Seat, Result],
    ending: str,
    score: Mapping[Seat, float],
    now: datetime,
) -> None:
    """In the caller's transaction, with the match locked."""
    for player in match.players.all():
        player.result = results[player.seat]
        player.score = score.get(player.seat)
        player.save(update_fields=["result", "score"])
    _close(match, Match.Status.FINISHED, ending, now)


@transaction.atomic
def resign(*, match_id: UUID | str, seat: Seat, now: datetime) -> Match:
    """Lost for whoever resigns, won for the other; it says nothing about a model's strength."""
    match = _running(match_id)
    if match.status == Match.Status.WAITING:
        return _end_early(match, Match.Status.ABANDONED, "resigned", "resigned", seat, now)
    return _lose(match, seat, "resigned", "resigned", now)


@transaction.atomic
def end_if_out_of_time(*, match_id: UUID | str, now: datetime) -> Match | None:
    """Lost for whoever is on the move and cannot move in time any more; None while they can."""
    match = Match.objects.select_for_update().get(pk=match_id)
    if match.is_over or match.due_at is None:
        return None
    record = record_of(match)
    player = match.players.get(seat=seat_to_move(record.game, record.position))
    if not is_late(match.due_at, now, player.lag_quota):
        return None
    return _lose(match, player.seat, RAN_OUT, "out-of-time", now)


@transaction.atomic
def lose_by_the_clock(read: Match, seat: Seat, now: datetime) -> None:
    """Lost for the seat, unless the match has gone on since it was read."""
    match = Match.objects.select_for_update().get(pk=read.pk)
    if not match.is_over and match.seq == read.seq:
        _lose(match, seat, RAN_OUT, "out-of-time", now)


@transaction.atomic
def void(*, match_id: UUID | str, ending: str, now: datetime) -> Match | None:
    """A match that counts for nobody: a model failed, or somebody said so. None if it is over."""
    match = Match.objects.select_for_update().get(pk=match_id)
    if match.is_over:
        return None
    return _end_early(match, Match.Status.VOID, "voided", ending, "", now)


@transaction.atomic
def claim(
    *, match_id: UUID | str, seat: Seat, what: Claim, is_absent: bool, lag_ms: int, now: datetime
) -> Match:
    """End a match whose other player, a human, has been absent for long enough: the door says so.

    lag_ms: of the absent player's line, as far as it was known.
    """
    match = _running(match_id)
    away = match.players.exclude(seat=seat).filter(kind=Player.Kind.HUMAN).first()
    if away is None or not is_absent:
        raise NotAllowed(_("Nobody has been away for long enough. They may come back."))
    facts = {"phase": phase_of(match), "lag_ms": lag_ms}
    if what is Claim.WIN:
        return _lose(match, away.seat, "left", "left", now, facts)
    return _end_early(match, Match.Status.ABANDONED, "called_off", "called-off", seat, now, facts)


@transaction.atomic
def abandon(
    *, match_id: UUID | str, idle: timedelta, now: datetime, lags_ms: Payload = NO_FACTS
) -> Match | None:
    """Close a match in which nothing has happened for so long; None if something has.

    lags_ms: of its players' lines, as far as they are known; kept with it to learn why.
    """
    match = Match.objects.select_for_update().get(pk=match_id)
    if match.is_over or match.last_move_at > now - idle:
        return None
    facts = {"phase": phase_of(match), "lags_ms": dict(lags_ms)}
    return _end_early(match, Match.Status.ABANDONED, "abandoned", "abandoned", "", now, facts)


def phase_of(match: Match) -> str:
    """Of an unfinished match: waiting, or whose turn it is, by the kind of player."""
    if match.status == Match.Status.WAITING:
        return "waiting"
    record = record_of(match)
    return f"{match.players.get(seat=seat_to_move(record.game, record.position)).kind}-turn"


def _lose(
    match: Match, seat: Seat, kind: str, ending: str, now: datetime, facts: Payload = NO_FACTS
) -> Match:
    for player in match.players.all():
        player.result = Result.LOST if player.seat == seat else Result.WON
        player.save(update_fields=["result"])
    return _end_early(match, Match.Status.FINISHED, kind, ending, seat, now, facts)


def _running(match_id: UUID | str) -> Match:
    match = Match.objects.select_for_update().get(pk=match_id)
    if match.is_over:
        raise NotAllowed(_("The match is over."))
    return match


def _end_early(
    match: Match,
    status: Match.Status,
    kind: str,
    ending: str,
    seat: Seat,
    now: datetime,
    facts: Payload = NO_FACTS,
) -> Match:
    """facts: about the end, for whoever looks why matches end; everybody sees them."""
    match.seq += 1
    MatchEvent.objects.create(
        match=match, seq=match.seq, kind=kind, seat=seat, payload=facts, seen_by=["*"], at=now
    )
    match.is_rated, match.unrated_because = False, match.unrated_because or ending
    _close(match, status, ending, now)
    return match


def _close(match: Match, status: Match.Status, ending: str, now: datetime) -> None:
    match.status, match.ending, match.ended_at, match.last_move_at = status, ending, now, now
    match.due_at = None
    match.save(update_fields=list(CHANGED_AT_THE_END))
