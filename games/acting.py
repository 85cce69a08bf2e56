"""What a player does, by whichever door: the service is called, those who watch are told."""

from datetime import datetime
from uuid import UUID

from games import selectors, services
from games.attending.attendance import presence_at
from games.attending.company import Company, company_of
from games.broadcasting import announce
from games.errors import TooLate
from games.messages import Acting, AskAppeal, Claim, ClaimEnd, PlayMove, TakeBack
from games.models import Match
from games.rules.base import Seat
from games.services import Played
from lib.jobs.tasks import wake


def act(match_id: UUID, seat: Seat, wish: Acting, now: datetime, lag_ms: int = 0) -> Played:
    """Raises Refusal. lag_ms: of the player's line; a clock forgives some of it."""
    try:
        played = _do(match_id, seat, wish, now, lag_ms)
    except TooLate:
        announce(match_id)  # the match has ended by it
        raise
    announce(match_id, played.job)
    return played


def present_company(match: Match, seat: Seat, now: datetime) -> Company:
    """Who is there, asked of Redis now."""
    [presence] = presence_at([match.pk])
    return company_of(match, seat, presence, now)


def _do(match_id: UUID, seat: Seat, wish: Acting, now: datetime, lag_ms: int) -> Played:
    if isinstance(wish, PlayMove):
        return services.play_move(
            match_id=match_id,
            seat=seat,
            base_seq=wish.base,
            move_id=wish.id,
            move=wish.move,
            now=now,
            lag_ms=lag_ms,
        )
    if isinstance(wish, TakeBack):
        return services.take_back(match_id=match_id, seat=seat, base_seq=wish.base, now=now)
    if isinstance(wish, AskAppeal):
        played, hearing = services.appeal(match_id=match_id, seat=seat, ruling=wish.ruling, now=now)
        wake(hearing)
        return played
    if isinstance(wish, ClaimEnd):
        return _claim(match_id, seat, wish.claim, now)
    match = services.resign(match_id=match_id, seat=seat, now=now)
    return Played(match, match.seq)


def _claim(match_id: UUID, seat: Seat, what: Claim, now: datetime) -> Played:
    company = present_company(selectors.match_of(match_id), seat, now)
    match = services.claim(
        match_id=match_id,
        seat=seat,
        what=what,
        is_absent=company.is_claimable,
        lag_ms=company.lag_ms,
        now=now,
    )
    return Played(match, match.seq)
