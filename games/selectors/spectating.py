"""What those may see of a match who do not play it, and which matches are there to be watched."""

from copy import copy
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Max, Q

from games.models import Match, Player
from games.rules import GAMES

DELAY = timedelta(seconds=15)  # so that nobody can tell a player what somebody else sees
LIVELY = timedelta(minutes=3)  # since the last move of a match that is worth watching
MOST_LISTED = 24


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


def watchable(now: datetime) -> list[Match]:
    """Matches under way that strangers may be led to, the liveliest first.

    None by invitation, and none with today's word. Where people write, only with their consent; in
    modes that are only for fun, in which they tell of themselves, never.
    """
    modes = [(game.key, mode) for game in GAMES.values() for mode in game.modes if mode.is_rated]
    open_modes = reduce(or_, (Q(game=key, mode=mode.key) for key, mode in modes))
    wordless = reduce(or_, (Q(game=key, mode=mode.key) for key, mode in modes if mode.is_wordless))
    people = Player.objects.filter(kind__in=Player.FROM_OUTSIDE)
    silent = people.exclude(consent=settings.MATCH_CONSENT_VERSION)
    found = Match.objects.filter(
        open_modes,
        status=Match.Status.PLAYING,
        invite="",
        created_at__lte=now - DELAY,
        last_move_at__gte=now - LIVELY,
    )
    found = found.exclude(players__day__isnull=False)
    found = found.filter(wordless | ~Q(pk__in=silent.values("match")))
    return list(found.prefetch_related("players").order_by("-last_move_at")[:MOST_LISTED])
