"""Clocks of running matches: started, looked at, lengthened. All in the caller's transaction."""

from datetime import datetime, timedelta

from django.db.models import F

from games.clocks import AFTER_RESTART, Quota, gain_of
from games.models import Match, Player
from games.rules.base import Seat, seat_to_move
from games.selectors import Record


def start_clock(match: Match, record: Record, now: datetime) -> None:
    """Of whoever is on the move, if this match has clocks and no program of ours is."""
    if not match.move_seconds or match.status != Match.Status.PLAYING:
        return
    seat = seat_to_move(record.game, record.position)
    is_timed = match.players.filter(seat=seat, kind__in=Player.FROM_OUTSIDE).exists()
    match.due_at = now + timedelta(seconds=match.move_seconds) if is_timed else None
    match.save(update_fields=["due_at"])


def quota_at_first(match: Match) -> int:
    """What a player begins with, in hundredths of a second; 0 without clocks."""
    return Quota.at_first(_gain(match)).left if match.move_seconds else 0


def quota_of(match: Match, seat: Seat) -> Quota:
    return Quota(_gain(match), match.players.get(seat=seat).lag_quota)


def keep_quota(match: Match, seat: Seat, quota: Quota) -> None:
    match.players.filter(seat=seat).update(lag_quota=quota.left)


def _gain(match: Match) -> int:
    """A match is estimated to be as long as all of its turns may last."""
    return gain_of(match.move_seconds * match.deal["num_turns"])


def lengthen_clocks(now: datetime) -> None:
    """After a restart of the site nobody's time was up meanwhile, and all have a little more."""
    running = Match.objects.filter(status=Match.Status.PLAYING)
    running.filter(due_at__lt=now).update(due_at=now)
    running.filter(due_at__isnull=False).update(due_at=F("due_at") + AFTER_RESTART)
