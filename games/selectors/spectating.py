"""What those may see of a match who do not play it, and which matches are there to be watched."""

from copy import copy
from datetime import datetime, timedelta

from django.db.models import Max

from games.models import Match

DELAY = timedelta(seconds=15)  # so that nobody can tell a player what somebody else sees


def delay_of(match: Match) -> timedelta:
    """Nothing in a tournament: there is nobody at the table who could be told."""
    return timedelta() if match.tournament_id else DELAY


def as_watched(match: Match, now: datetime) -> Match:
    """The match as it was that long ago, its ending hidden as long. A copy, never to be saved."""
    delay = delay_of(match)
    moment = now - delay
    if not delay or (match.ended_at is not None and match.ended_at <= moment):
        return match
    seen = copy(match)
    seen.seq = match.events.filter(at__lte=moment).aggregate(last=Max("seq"))["last"] or 0
    if match.is_over:
        seen.status, seen.ended_at = Match.Status.PLAYING, None
        seen.ending = seen.unrated_because = ""
    return seen
