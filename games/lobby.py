"""What a player asks for becomes an opening: a model that can play, an item, a wording."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from random import Random

from django.conf import settings
from django.utils.translation import gettext as _

from games.errors import NobodyFree, NotFound, TooMuch
from games.rules import GAMES
from games.rules.base import Deal, Game, ImpossibleDeal, Mode, mode_of
from games.selectors import num_running, playing_slugs
from games.services import Chair, Opening
from lib.rate_limit import allow
from lib.visitors import Visitor
from ranking.models import Contestant

NETWORK_FACTOR = 10
PROBED_SHARE = 0.5  # of matches whose models are made to say what they believe


def opening_against_model(
    game_key: str, mode_key: str, visitor: Visitor, rng: Random, now: datetime
) -> Opening:
    """A match of the visitor against a model drawn evenly. Raises NotFound, TooMuch, NobodyFree."""
    game, mode = game_and_mode(game_key, mode_key)
    _check_limits(visitor)
    slugs = playing_slugs(now)
    if not slugs:
        raise NobodyFree(_("No model can play now. Try again in a minute."))
    model = Contestant.objects.get(slug=rng.choice(slugs))
    other = _other_seat(game, mode)
    return Opening(
        game=game.key,
        deal=Deal(mode.key, mode.num_turns, rng.randrange(2**31)),
        chairs={mode.model_seat: Chair(contestant=model), other: Chair(visitor=visitor)},
        is_rated=mode.is_rated,
        wording=rng.randrange(100),
        is_probed=rng.random() < PROBED_SHARE,
    )


def game_and_mode(game_key: str, mode_key: str) -> tuple[Game, Mode]:
    """Raises NotFound."""
    game = GAMES.get(game_key)
    if game is None:
        raise NotFound(_("There is no such game."))
    try:
        return game, mode_of(game, mode_key)
    except ImpossibleDeal:
        raise NotFound(_("There is no such way to play this game.")) from None


def new_invite() -> str:
    return secrets.token_urlsafe(12)


def _other_seat(game: Game, mode: Mode) -> str:
    seats: Sequence[str] = game.seats
    return next(seat for seat in seats if seat != mode.model_seat)


def _check_limits(visitor: Visitor) -> None:
    most = settings.MATCHES_PER_HOUR
    own = allow(f"{most}/hour", "matches", visitor.key)
    network = allow(f"{most * NETWORK_FACTOR}/hour", "matches", "network", visitor.network_key)
    if not own or not network:
        raise TooMuch(_("That was a lot in one hour. Rest a little; nothing is lost."))
    if num_running(visitor) >= settings.RUNNING_MATCHES:
        raise TooMuch(_("You have several matches under way. Finish or resign one of them first."))
