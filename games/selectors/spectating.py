"""What those may see of a match who do not play it, and which matches are there to be watched."""

from copy import copy
from datetime import datetime, timedelta

from django.db.models import Max

from games.models import Match

DELAY = timedelta(seconds=15)  # so that nobody can tell a player what somebody else sees


def as_watched(match: Match, now: datetime) -> Match:
    """The match as it was DELAY ago, its ending hidden as long. A copy, never to be saved."""
    moment = now - DELAY
    if match.ended_at is not None and match.ended_at <= moment:
        return match
    seen = copy(match)
    seen.seq = match.events.filter(at__lte=moment).aggregate(last=Max("seq"))["last"] or 0
    if match.is_over:
        seen.status, seen.ended_at = Match.Status.PLAYING, None
        seen.ending = seen.unrated_because = ""
    return seen
