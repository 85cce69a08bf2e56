"""A match as its watchers get it: JSON for pages, sockets and the API, seen from one seat.

Nothing leaves by any other way. While a match runs, a secret is only in what its owner gets, and no
contestant is named; once it is over, all is told, the sealed deal and its nonce too. A spectator
sees the match as it was a while ago.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects

from games.hindsight import hindsight_of
from games.models import Match, MatchEvent, Player
from games.rules.base import Form, Seat, schema_of, seat_to_move
from games.selectors import (
    appeal_of,
    appealable,
    as_watched,
    check_may_see,
    day_of,
    delay_of,
    events_after,
    guesses_beside,
    record_of,
)


def state_of(match: Match, seat: Seat | None, *, now: datetime, after: int = 0) -> dict[str, Any]:
    """All that a seat (None: a spectator) may know now; events only after that number.

    match must have been read before: its `seq` says how far this state is whole. A number that the
    match, or a spectator's view of it, has not reached yet brings no events. Raises NotAllowed for
    a spectator of a match with today's word.
    """
    prefetch_related_objects([match], "players__contestant", "events", "listener")
    check_may_see(match, seat, now.date())
    day = day_of(match)
    if seat is None:
        match = as_watched(match, now)
    record = record_of(match)
    outcome = record.game.outcome(record.position)
    is_playing = match.status == Match.Status.PLAYING
    form = record.game.legal(record.position, seat) if seat and is_playing else None
    return {
        "id": str(match.pk),
        "game": match.game,
        "mode": match.mode,
        "day": day.isoformat() if day else None,
        "status": match.status,
        "ending": match.ending,
        "seq": match.seq,
        "seat": seat,
        "players": [_player(player, match) for player in match.players.all()],
        "to_move": seat_to_move(record.game, record.position) if is_playing else None,
        "form": _form(form) if form else None,
        "view": record.game.view(record.position, seat),
        "reason": outcome.reason if outcome else "",
        "events": [event_of(event) for event in events_after(match, after, seat)],
        "invite": match.invite if seat and match.status == Match.Status.WAITING else "",
        "listener": _listener(match, seat) if match.listener else None,
        "clock": _clock(match, seat, now),
        "delay_seconds": _delay_seconds(match) if seat is None else 0,
        "appeal": _appeal(match, seat, now),
        "is_rated": match.is_rated,
        "unrated_because": match.unrated_because,
        "commitment": match.commitment,
        "hindsight": hindsight_of(match, record, seat) if match.is_over else None,
        "sealed": {"deal": match.deal, "nonce": match.nonce} if match.is_over else None,
    }


def _delay_seconds(match: Match) -> int:
    return 0 if match.is_over else int(delay_of(match).total_seconds())


def event_of(event: MatchEvent) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "kind": event.kind,
        "seat": event.seat,
        "payload": event.payload,
        "at": _time(event.at),
    }


def _form(form: Form) -> dict[str, Any]:
    """schema: of the same options as one JSON Schema, which a program can fill in."""
    return {"options": form.options, "schema": schema_of(form.options)}


def _appeal(match: Match, seat: Seat | None, now: datetime) -> dict[str, Any]:
    """rulings: numbers of those that may still be appealed; status: of the appeal, "" for none."""
    if not settings.APPEAL_JUDGE:
        return {"rulings": [], "status": ""}
    asked = appeal_of(match, seat)
    rulings = [] if asked else appealable(match, seat, now)
    return {"rulings": rulings, "status": asked.status if asked else ""}


def _player(player: Player, match: Match) -> dict[str, Any]:
    name = player.contestant.name if player.contestant and match.is_over else None
    return {
        "seat": player.seat,
        "kind": player.kind,
        "name": name,
        "slug": player.contestant.slug if name and player.contestant else None,
        "result": player.result if match.is_over else "",
        "score": player.score if match.is_over else None,
    }


def _listener(match: Match, seat: Seat | None) -> dict[str, Any]:
    """A model that guesses along with two people. guesses: for whoever knows the word, now."""
    contestant = match.listener if match.is_over else None
    return {
        "name": contestant.name if contestant else None,
        "slug": contestant.slug if contestant else None,
        "guesses": guesses_beside(match, seat) if seat and not match.is_over else [],
    }


def _clock(match: Match, seat: Seat | None, now: datetime) -> dict[str, Any] | None:
    """None without one. left_seconds: of whoever is on the move, None while no clock runs."""
    if not match.move_seconds:
        return None
    left = (match.due_at - now).total_seconds() if match.due_at and seat else None
    return {
        "move_seconds": match.move_seconds,
        "left_seconds": None if left is None else max(0.0, round(left, 1)),
    }


def _time(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
