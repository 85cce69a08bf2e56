"""The three questions after a vote: whether they are asked, and the answers."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from arena import selectors
from arena.errors import InvalidInput
from arena.models import Battle, Vote
from lib.survey.models import CHAT
from lib.survey.selectors import is_asked
from lib.survey.services import answer_survey
from lib.visitors import Visitor


def asks_survey(vote: Vote) -> bool:
    return is_asked(_subject(vote), selectors.num_votes_before(vote))


def answer(*, battle: Battle, visitor: Visitor, marks: dict[str, str], now: datetime) -> None:
    """marks: 1 to 5 by question. Raises InvalidInput; then nothing was written."""
    vote = Vote.objects.filter(battle=battle).first()
    if vote is None or not asks_survey(vote):
        raise InvalidInput(_("Nobody asked you about this battle, or you have answered."))
    try:
        answer_survey(
            place=CHAT,
            subject=_subject(vote),
            visitor_hash=visitor.voter_key,
            marks=marks,
            now=now,
        )
    except ValidationError as refusal:
        raise InvalidInput(" ".join(refusal.messages)) from None


def _subject(vote: Vote) -> str:
    return f"battle:{vote.battle_id}"
