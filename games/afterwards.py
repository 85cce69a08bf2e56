"""What a player is asked once a match is over: how it was, and if their words may be published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from games import selectors
from games.errors import NotAllowed
from games.models import Match, Player
from games.releasing import publishable, wrote_words
from games.rules.base import Seat
from games.selectors import Encounters, encounters_with
from lib.survey.selectors import is_asked
from lib.survey.services import answer_survey
from lib.visitors import Visitor


@dataclass(frozen=True)
class Asked:
    """survey: the three questions; consents: whether the player lets be published what they wrote,
    None where there is nothing to ask; encounters: of people with the model, None where there was
    none; again: whether this player would play it again, None while they have not said so."""

    survey: bool = False
    consents: bool | None = None
    encounters: Encounters | None = None
    again: bool | None = None


def asked_after(match: Match, seat: Seat | None, visitor: Visitor) -> Asked:
    """Nothing while the match goes on, and nothing of who watches."""
    if seat is None or not match.is_over:
        return Asked()
    player = selectors.player_at(match, seat)
    is_published = publishable().filter(pk=match.pk).exists() and wrote_words(match, seat)
    consents = player is not None and selectors.has_consented(player)
    return Asked(
        _asks_survey(match, visitor),
        consents if is_published else None,
        _encounters(match, player),
        player.would_play_again if player else None,
    )


def _encounters(match: Match, player: Player | None) -> Encounters | None:
    model = match.players.filter(kind=Player.Kind.MODEL).first()
    is_human = player is not None and player.kind == Player.Kind.HUMAN
    if model is None or not is_human or match.status != Match.Status.FINISHED:
        return None
    return encounters_with(model, match)


def answer(match: Match, visitor: Visitor, marks: Mapping[str, str], now: datetime) -> None:
    """The three questions. Raises NotAllowed; then nothing was written."""
    if not match.is_over:
        raise NotAllowed(_("Finish the match first."))
    if not _asks_survey(match, visitor):
        raise NotAllowed(_("Nobody asked you about this match, or you have answered."))
    try:
        answer_survey(
            place=match.game,
            subject=_subject(match, visitor),
            visitor_hash=visitor.voter_key,
            marks=marks,
            now=now,
        )
    except ValidationError as refusal:
        raise NotAllowed(" ".join(refusal.messages)) from None


def _asks_survey(match: Match, visitor: Visitor) -> bool:
    num_before = selectors.num_ended_before(match, visitor)
    return is_asked(_subject(match, visitor), num_before)


def _subject(match: Match, visitor: Visitor) -> str:
    return f"match:{match.pk}:{visitor.voter_key}"
