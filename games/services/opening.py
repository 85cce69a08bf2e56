"""Matches begin: dealt, sealed, seated."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from games.clocks import TO_ARRIVE
from games.errors import NotAllowed
from games.models import Match, Player, Tournament
from games.rules import GAMES
from games.rules.base import Deal, Fact, Seat, mode_of
from games.sealing import commitment
from games.selectors import consent_of, record_of
from games.services.moving import begin_turn, write
from games.services.timing import quota_at_first
from lib.jobs.models import Job
from lib.visitors import Visitor
from ranking.models import Contestant

JOINED = "joined"


@dataclass(frozen=True)
class Chair:
    """Who shall sit at a seat: a contestant, a visitor, or a search player (neither)."""

    contestant: Contestant | None = None
    visitor: Visitor | None = None


@dataclass(frozen=True)
class Opening:
    """A match to be opened. chairs: by seat; a seat without one waits for whoever has the invite.

    item_key: of the item dealt, in the word bank; is_rated: whether it may count at all;
    listener: a model that guesses along with two people;
    move_seconds: a human's for each move, 0 for no clock; day: whose word it is, None for any
    other match; place: in the schedule of the tournament.
    """

    game: str
    deal: Deal
    chairs: dict[Seat, Chair]
    item_key: str = ""
    is_rated: bool = False
    unrated_because: str = ""
    wording: int = 0
    is_probed: bool = False
    listener: Contestant | None = None
    invite: str = ""
    rematch_of: Match | None = None
    move_seconds: int = 0
    day: date | None = None
    tournament: Tournament | None = None
    place: int | None = None


@dataclass(frozen=True)
class Opened:
    """job: the first turn, if it is a model's; doors wake it."""

    match: Match
    job: Job | None


@transaction.atomic
def open_match(opening: Opening, now: datetime) -> Opened:
    """Raises ImpossibleDeal where the rules cannot begin with it, and NotAllowed for a second try
    at the word of a day."""
    game = GAMES[opening.game]
    mode = mode_of(game, opening.deal.mode)
    game.start(opening.deal)
    deal, nonce = opening.deal.to_json(), secrets.token_hex(32)
    is_full = set(opening.chairs) == set(game.seats)
    match = Match.objects.create(
        game=opening.game,
        mode=mode.key,
        rules_version=game.version,
        status=Match.Status.PLAYING if is_full else Match.Status.WAITING,
        deal=deal,
        nonce=nonce,
        commitment=commitment(deal, nonce),
        item_key=opening.item_key,
        wording=opening.wording,
        is_probed=opening.is_probed,
        is_rated=opening.is_rated and mode.is_rated,
        unrated_because=opening.unrated_because or ("" if mode.is_rated else "mode"),
        listener=opening.listener,
        invite=opening.invite,
        rematch_of=opening.rematch_of,
        move_seconds=opening.move_seconds,
        tournament=opening.tournament,
        place=opening.place,
        created_at=now,
        last_move_at=now,
    )
    try:
        for seat, chair in opening.chairs.items():
            _seat(match, seat, chair, now, opening.day)
    except IntegrityError:
        if opening.day is None:
            raise
        raise NotAllowed(_("You have had your try. Tomorrow brings another word.")) from None
    return Opened(match, begin_turn(match, record_of(match), now))


@transaction.atomic
def join(*, match_id: UUID | str, chair: Chair, now: datetime) -> Opened:
    """Take the seat that is free. Raises NotAllowed when none is."""
    match = Match.objects.select_for_update().get(pk=match_id)
    free = set(GAMES[match.game].seats) - {player.seat for player in match.players.all()}
    if match.status != Match.Status.WAITING or not free:
        raise NotAllowed(_("Somebody else sits there already. You can watch."))
    player = _seat(match, free.pop(), chair, now)
    match.status = Match.Status.PLAYING
    match.save(update_fields=["status"])
    write(match, [Fact(JOINED, {}, player.seat)], move_id="", now=now)
    return Opened(match, begin_turn(match, record_of(match), now + TO_ARRIVE))


def _seat(match: Match, seat: Seat, chair: Chair, now: datetime, day: date | None = None) -> Player:
    kind = Player.Kind.SEARCH
    if chair.contestant:
        kind = Player.Kind.MODEL
    elif chair.visitor:
        kind = Player.Kind.BOT if chair.visitor.is_bot else Player.Kind.HUMAN
    return Player.objects.create(
        match=match,
        seat=seat,
        kind=kind,
        contestant=chair.contestant,
        visitor_key=chair.visitor.key if chair.visitor else "",
        user=chair.visitor.user if chair.visitor else None,
        network_key=chair.visitor.network_key if chair.visitor else "",
        day=day if chair.visitor else None,
        consent=consent_of(chair.visitor) if chair.visitor else "",
        lag_quota=quota_at_first(match),
        joined_at=now,
    )
