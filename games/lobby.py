"""What a player asks for becomes an opening: who sits where, an item, a wording, all by chance."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from random import Random

from django.conf import settings
from django.utils.translation import gettext as _

from games.clocks import MOVE_SECONDS, Tempo, tempo_of
from games.errors import NobodyFree, NotAllowed, NotFound, TooMuch
from games.models import Match
from games.players import SEARCH_PLAYERS
from games.rules import GAMES
from games.rules.base import Deal, Game, ImpossibleDeal, Mode, Seat, mode_of
from games.selectors import daily_of, items_met, num_running, playing_slugs, seat_of
from games.services import Chair, Opening
from games.words import bank
from games.words.bank import Item
from lib.rate_limit import allow_with_network
from lib.visitors import Visitor
from ranking.models import Contestant

PROBED_SHARE = 0.5  # of matches whose models are made to say what they believe


class Against(StrEnum):
    """Whom a visitor plays."""

    MODEL = "model"
    HUMAN = "human"  # whoever opens the link
    SEARCH = "search"  # the strong program of a game with exact rules


@dataclass(frozen=True)
class Wish:
    """What a visitor asks for."""

    game: str
    mode: str
    against: Against = Against.MODEL
    tempo: Tempo = Tempo.RELAXED


DAILY = Wish("twenty-questions", "classic")  # one finds the word oneself


def opening_for(wish: Wish, visitor: Visitor, rng: Random, now: datetime) -> Opening:
    """Raises NotFound, NotAllowed, TooMuch, NobodyFree."""
    game, mode = game_and_mode(wish.game, wish.mode)
    check_limits(visitor)
    own, other = _seats(game, mode)
    chairs = {own: Chair(visitor=visitor)}
    if wish.against is Against.MODEL:
        chairs[other] = Chair(contestant=_any_model(rng, now))
    elif wish.against is Against.SEARCH:
        if game.key not in SEARCH_PLAYERS:
            raise NotAllowed(_("No program of ours plays this game. Play against a model."))
        chairs[other] = Chair()
    unrated = _unrated_because(wish, visitor)
    item = _item_for(mode, visitor, rng)
    return Opening(
        game=game.key,
        deal=Deal(mode.key, mode.num_turns, rng.randrange(2**31), item.to_deal() if item else {}),
        chairs=chairs,
        item_key=item.id if item else "",
        is_rated=mode.is_rated and not unrated,
        unrated_because=unrated,
        wording=rng.randrange(100),
        is_probed=rng.random() < PROBED_SHARE,
        listener=_listener(rng, now) if wish.against is Against.HUMAN else None,
        invite=secrets.token_urlsafe(12) if wish.against is Against.HUMAN else "",
        move_seconds=MOVE_SECONDS[wish.tempo],
    )


def daily_opening(visitor: Visitor, rng: Random, now: datetime) -> Opening:
    """Today's word, the same for all, held by a model. Raises NotAllowed, TooMuch, NobodyFree."""
    today = now.date()
    if daily_of(visitor, today).player is not None:
        raise NotAllowed(_("You have had your try. Tomorrow brings another word."))
    opening = opening_for(DAILY, visitor, rng, now)
    _game, mode = game_and_mode(DAILY.game, DAILY.mode)
    item = bank.of_day(mode.deals, today, settings.HASH_KEY.encode())
    deal = replace(opening.deal, item=item.to_deal())
    return replace(opening, deal=deal, item_key=item.id, day=today)


def wish_again(match: Match, visitor: Visitor) -> Wish:
    """The same game once more, as fast, against the same kind of opponent. Raises NotAllowed."""
    seat = seat_of(match, visitor)
    if seat is None:
        raise NotAllowed(_("You are watching this match."))
    if not match.is_over:
        raise NotAllowed(_("Finish this match first."))
    others = match.players.exclude(seat=seat)
    kinds = {"model": Against.MODEL, "search": Against.SEARCH}
    against = next((kinds[p.kind] for p in others if p.kind in kinds), Against.HUMAN)
    return Wish(match.game, match.mode, against, tempo_of(match.move_seconds))


def game_and_mode(game_key: str, mode_key: str) -> tuple[Game, Mode]:
    """Raises NotFound."""
    game = GAMES.get(game_key)
    if game is None:
        raise NotFound(_("There is no such game."))
    try:
        return game, mode_of(game, mode_key)
    except ImpossibleDeal:
        raise NotFound(_("There is no such way to play this game.")) from None


def check_limits(visitor: Visitor) -> None:
    """Raises TooMuch."""
    most, network = settings.MATCHES_PER_HOUR, visitor.network_key
    if not allow_with_network(most, "hour", "matches", visitor.key, network):
        raise TooMuch(_("That was a lot in one hour. Rest a little; nothing is lost."))
    if num_running(visitor) >= settings.RUNNING_MATCHES:
        raise TooMuch(_("You have several matches under way. Finish or resign one of them first."))


def _unrated_because(wish: Wish, visitor: Visitor) -> str:
    """A clock changes how people play, and so what a match says of a model."""
    if wish.against is not Against.MODEL:
        return "not-against-a-model"
    if visitor.is_bot:
        return "bot"
    return "timed" if wish.tempo is not Tempo.RELAXED else ""


def _item_for(mode: Mode, visitor: Visitor, rng: Random) -> Item | None:
    """One that the visitor has not met lately; None where the mode deals nothing."""
    if not mode.deals:
        return None
    return bank.draw(mode.deals, rng, without=items_met(visitor))


def _seats(game: Game, mode: Mode) -> tuple[Seat, Seat]:
    """The visitor's, and that of a model if one plays."""
    own = next(seat for seat in game.seats if seat != mode.model_seat)
    return own, mode.model_seat


def _listener(rng: Random, now: datetime) -> Contestant | None:
    """Two people can also play alone."""
    slugs = playing_slugs(now)
    return Contestant.objects.get(slug=rng.choice(slugs)) if slugs else None


def _any_model(rng: Random, now: datetime) -> Contestant:
    """Drawn evenly, so that no model meets easier players than another."""
    slugs = playing_slugs(now)
    if not slugs:
        raise NobodyFree(_("No model can play now. Try again in a minute."))
    return Contestant.objects.get(slug=rng.choice(slugs))
