"""Matches read: who sits where, what happened, and the position that it led to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from games.errors import NotFound
from games.models import Match, MatchEvent, Player
from games.rules import GAMES
from games.rules.base import Deal, Fact, Game, Position, Seat, replay
from games.rules.injections import NOTED
from games.rules.taking_back import TAKEN_BACK, TakingBack, stands
from inference.selectors import slugs_that_follow_schemas
from lib.visitors import Visitor
from ranking.models import Contestant

MOST_AT_ONCE = 500
MOST_REMEMBERED = 100  # fewer than the bank has of any kind
ABOUT_THE_MATCH = {  # not for the rules
    "joined",
    "resigned",
    "ran_out_of_time",
    TAKEN_BACK,
    "abandoned",
    "left",
    "called_off",
    "voided",
    NOTED,
    "appealed",
    "heard",
}


@dataclass(frozen=True)
class Record:
    """A match as its rules see it."""

    game: Game
    deal: Deal
    facts: tuple[Fact, ...]
    position: Position


def match_of(match_id: UUID | str) -> Match:
    """Raises NotFound."""
    match = Match.objects.filter(pk=match_id).first()
    if match is None:
        raise NotFound(_("There is no such match."))
    return match


def match_invited_to(invite: str) -> Match:
    """Raises NotFound."""
    match = Match.objects.filter(invite=invite).exclude(invite="").first()
    if match is None:
        raise NotFound(_("There is no such invitation."))
    return match


def record_of(match: Match) -> Record:
    """The events replayed: the only way in which a position comes to be."""
    game, deal = GAMES[match.game], Deal(**match.deal)
    facts = tuple(
        Fact(event.kind, event.payload, event.seat, tuple(event.seen_by))
        for event in told_events(match)
    )
    return Record(game, deal, facts, replay(game, deal, facts))


def told_events(match: Match) -> list[MatchEvent]:
    """Those of the facts that stand, one for each fact of the record.

    As far as match.seq, and no further: what came after the row was read belongs to a later state.
    """
    return [event for event in standing_events(match) if event.kind not in ABOUT_THE_MATCH]


def standing_events(match: Match) -> list[MatchEvent]:
    """Those that were not taken back, as far as match.seq."""
    events = _events_of(match)
    undoing = takings_back(events)
    return [event for event in events if stands(event.seq, undoing)]


def _events_of(match: Match) -> list[MatchEvent]:
    """As far as match.seq; no query where a door has fetched them already."""
    return [event for event in match.events.all() if event.seq <= match.seq]


def wording_of(match: Match, record: Record, seat: str) -> int:
    """Which of the wordings of its task a seat is told; matches keep any number."""
    brief = record.game.brief(record.game.start(record.deal), seat)
    return match.wording % len(brief.task)


def takings_back(events: Iterable[MatchEvent]) -> list[TakingBack]:
    return [TakingBack(one.seq, one.payload["to"]) for one in events if one.kind == TAKEN_BACK]


def events_after(match: Match, seq: int, seat: Seat | None) -> list[MatchEvent]:
    """What a seat (None: a spectator) may see of what came after; all of it once the match is over.

    As far as match.seq, like the position.
    """
    events = [event for event in _events_of(match) if event.seq > seq]
    if match.is_over:
        return events
    return [event for event in events if event.seen_by == ["*"] or seat in event.seen_by]


def seat_of(match: Match, visitor: Visitor) -> Seat | None:
    """Where the visitor sits; None for a spectator. An account is the same person everywhere; its
    bot is somebody else, so that neither moves for the other."""
    for player in match.players.all():
        is_own_kind = (player.kind == Player.Kind.BOT) == visitor.is_bot
        if player.contestant_id is None and player.visitor_key and is_own_kind:
            is_account = visitor.user is not None and player.user_id == visitor.user.pk
            if is_account or player.visitor_key == visitor.key:
                return player.seat
    return None


def player_at(match: Match, seat: Seat) -> Player | None:
    return match.players.filter(seat=seat).first()


def num_running(visitor: Visitor) -> int:
    """Matches that the visitor has not finished; an account and its bots have one count."""
    running = Match.objects.filter(status__in=Match.RUNNING)
    return running.filter(players__in=_seats_of(visitor)).distinct().count()


def num_ended_before(match: Match, visitor: Visitor) -> int:
    """Matches of the visitor that were over before this one was."""
    return _matches_of(visitor).filter(ended_at__lt=match.ended_at).count()


def items_met(visitor: Visitor) -> set[str]:
    """What the visitor was dealt in their last matches, by any game."""
    matches = _matches_of(visitor).exclude(item_key="").order_by("-created_at")
    return set(matches.values_list("item_key", flat=True)[:MOST_REMEMBERED])


def running_of(visitor: Visitor) -> QuerySet[Match]:
    """The visitor's unfinished matches, the latest first."""
    return _matches_of(visitor).filter(status__in=Match.RUNNING)


def _matches_of(visitor: Visitor) -> QuerySet[Match]:
    return Match.objects.filter(players__in=players_of(visitor)).distinct()


def players_of(visitor: Visitor) -> QuerySet[Player]:
    """The seats of a visitor, and of their account; or those of its bots."""
    seats = _seats_of(visitor)
    is_bots = Q(kind=Player.Kind.BOT)
    return seats.filter(is_bots if visitor.is_bot else ~is_bots)


def _seats_of(visitor: Visitor) -> QuerySet[Player]:
    """Those of bots and of the person behind them."""
    whose = Q(visitor_key=visitor.key) if visitor.key else Q(pk=None)
    if visitor.user is not None:
        whose |= Q(user=visitor.user)
    return Player.objects.filter(whose)


def idle_since(
    moment: datetime, *, but_not_since: datetime | None = None, but_of: date | None = None
) -> list[UUID]:
    """Unfinished matches in which nothing has happened since; those of tournaments have time.

    Without those of the word of that day, and without those that were idle at the earlier moment.
    """
    running = Match.objects.filter(status__in=Match.RUNNING, tournament=None)
    idle = running.filter(last_move_at__lt=moment)
    if but_not_since is not None:
        idle = idle.filter(last_move_at__gte=but_not_since)
    if but_of is not None:
        idle = idle.exclude(players__day=but_of)
    return list(idle.order_by("last_move_at").values_list("pk", flat=True)[:MOST_AT_ONCE])


def num_left(match: Match, seat: Seat, since: datetime) -> int:
    """How many matches the person at a seat has left since, so that others claimed the win."""
    player = player_at(match, seat)
    if player is None or not player.visitor_key:
        return 0
    left = Player.objects.filter(
        result=Player.Result.LOST, match__ending="left", match__ended_at__gte=since
    )
    same = {"user": player.user_id} if player.user_id else {"visitor_key": player.visitor_key}
    return left.filter(**same).count()


def overdue(moment: datetime) -> list[UUID]:
    """Matches in which a human's time was up by then."""
    late = Match.objects.filter(due_at__lt=moment).order_by("due_at")
    return list(late.values_list("pk", flat=True)[:MOST_AT_ONCE])


def playing_slugs(now: datetime) -> list[str]:
    """Models that can be asked for a move now, in the order of their names."""
    active = Contestant.objects.filter(active=True).values_list("slug", flat=True)
    return sorted(slugs_that_follow_schemas(now) & set(active))
