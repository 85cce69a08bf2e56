"""The word of the day: who had it, for how many days in a row, and who may see a match of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from games.errors import NotAllowed
from games.models import Match, Player
from games.rules.base import Seat
from games.selectors.matches import players_of
from lib.visitors import Visitor


@dataclass(frozen=True)
class Daily:
    """player: the visitor's seat in today's match, None before their try; streak: in days."""

    day: date
    player: Player | None
    streak: int


def daily_of(visitor: Visitor, today: date) -> Daily:
    tries = players_of(visitor).filter(day__isnull=False)
    own = tries.filter(day=today).select_related("match").first()
    played = tries.filter(match__status__in=(Match.Status.FINISHED, Match.Status.VOID))
    days = played.exclude(match__ending="resigned").values_list("day", flat=True)
    return Daily(today, own, days_in_a_row({day for day in days if day}, today))


def days_in_a_row(days: Collection[date], today: date) -> int:
    """Up to today, or to yesterday while today can still be played."""
    last = today if today in days else today - timedelta(days=1)
    length = 0
    while last - timedelta(days=length) in days:
        length += 1
    return length


def items_of_days(days: Collection[date]) -> dict[date, str]:
    """The keys of what was dealt on days that anybody played."""
    dealt = Player.objects.filter(day__in=days).order_by("pk")
    return {day: key for day, key in dealt.values_list("day", "match__item_key") if day}


def day_of(match: Match) -> date | None:
    """Of the word that it was dealt, if that was the word of a day."""
    return next((player.day for player in match.players.all() if player.day), None)


def check_may_see(match: Match, seat: Seat | None, today: date) -> None:
    """Until the day is over its matches are only their players'. Raises NotAllowed."""
    day = day_of(match)
    if seat is None and day is not None and day >= today:
        raise NotAllowed(_("This match has today's word in it. It can be watched tomorrow."))
