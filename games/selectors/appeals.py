"""Which rulings of a match a player may have judged again, and what became of their appeal."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from games.errors import NotAllowed
from games.models import Appeal, Match, Player
from games.rules.appeals import RULINGS
from games.rules.base import Dispute, Fact, IllegalMove, Seat, replay
from games.selectors.matches import record_of, told_events

AFTER_THE_END = timedelta(hours=1)  # later, boards have been made of it


def dispute_over(match: Match, seat: Seat, ruling: int) -> Dispute:
    """ruling: the number of its event. Raises NotAllowed."""
    events = told_events(match)
    place = next((n for n, event in enumerate(events) if event.seq == ruling), None)
    if place is None or events[place].kind not in RULINGS:
        raise NotAllowed(_("There is no such ruling in this match, or it was taken back."))
    record, event = record_of(match), events[place]
    if not Fact("", {}, seen_by=tuple(event.seen_by)).is_seen_by(seat):
        raise NotAllowed(_("There is no such ruling in this match, or it was taken back."))
    position = replay(record.game, record.deal, record.facts[: place + 1])
    try:
        return record.game.appeal(position, seat, record.facts[place])
    except IllegalMove as refusal:
        raise NotAllowed(str(refusal)) from None


def appealable(match: Match, seat: Seat | None, now: datetime) -> list[int]:
    """Numbers of the rulings against which the player at this seat may still appeal."""
    if seat is None or not settings.APPEAL_JUDGE or not _may_appeal(match, seat, now):
        return []
    rulings = [event.seq for event in told_events(match) if event.kind in RULINGS]
    return [seq for seq in rulings if _is_appealable(match, seat, seq)]


def is_heard_in(match: Match, now: datetime) -> bool:
    """While it is played, and for an hour after the rules have ended it."""
    if match.status == Match.Status.PLAYING:
        return True
    ended = match.ended_at if match.status == Match.Status.FINISHED else None
    return ended is not None and now - ended <= AFTER_THE_END


def appeal_of(match: Match, seat: Seat | None) -> Appeal | None:
    return Appeal.objects.filter(match=match, seat=seat).first() if seat else None


def _may_appeal(match: Match, seat: Seat, now: datetime) -> bool:
    is_human = any(p.seat == seat and p.kind == Player.Kind.HUMAN for p in match.players.all())
    return is_human and is_heard_in(match, now) and appeal_of(match, seat) is None


def _is_appealable(match: Match, seat: Seat, ruling: int) -> bool:
    try:
        dispute_over(match, seat, ruling)
    except NotAllowed:
        return False
    return True
