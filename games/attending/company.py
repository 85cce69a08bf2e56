"""Who else is at a match, for one of its players: the other, who watches, what can be claimed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string

from games import selectors
from games.attending.presence import TOLD_SECONDS, Departure, Presence
from games.models import Match, Player
from games.rules.base import Seat

REMEMBERED = timedelta(days=7)  # how long a match that somebody left shortens their absences


@dataclass(frozen=True)
class Company:
    """is_here: of the other player, None where it is no human or not known; claimable_in: seconds
    until the match may be ended for their absence, None while they are here; lag_ms: of their line,
    as they told it last."""

    num_watching: int = 0
    is_here: bool | None = None
    departure: Departure | None = None
    absent_seconds: float = 0.0
    claimable_in: float | None = None
    lag_ms: int = 0

    @property
    def is_claimable(self) -> bool:
        return self.claimable_in is not None and self.claimable_in <= 0

    @property
    def is_told(self) -> bool:
        """An absence of a moment is not."""
        return self.absent_seconds >= TOLD_SECONDS


def company_of(match: Match, seat: Seat, presence: Presence, now: datetime) -> Company:
    other = _other_human(match, seat)
    if other is None or match.is_over:
        return Company(presence.num_watching)
    if other in presence.here:
        return Company(presence.num_watching, is_here=True)
    absence = presence.absent.get(other)
    if absence is None:
        return Company(presence.num_watching)
    seconds = now.timestamp()
    num_before = selectors.num_left(match, other, now - REMEMBERED)
    return Company(
        presence.num_watching,
        is_here=False,
        departure=absence.departure,
        absent_seconds=max(0.0, seconds - absence.since),
        claimable_in=absence.claimable_in(seconds, num_before),
        lag_ms=absence.lag_ms,
    )


def company_piece(match_id: UUID | str, company: Company, request: Any = None) -> str:
    """As HTML. request: of a page, whose forms then also work without a script."""
    context = {"match_id": match_id, "company": company}
    return render_to_string("games/_company.html", context, request)


def _other_human(match: Match, seat: Seat) -> Seat | None:
    humans = match.players.filter(kind=Player.Kind.HUMAN).exclude(seat=seat)
    return humans.values_list("seat", flat=True).first()
