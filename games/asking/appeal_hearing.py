"""An appeal is heard: the judge is asked in two ways, at temperature 0, and votes."""

from datetime import datetime

from games.asking.prompting import Asking, NotUnderstood, understood
from games.asking.request import ask
from games.briefs.appeals import SCHEMA, TASK, questions_on
from games.errors import NotAllowed
from games.models import Appeal
from games.rules.base import Dispute
from games.selectors import dispute_over
from games.services import decide_appeal
from games.services.moving import Played
from inference.backends.base import BackendError
from inference.wire import Message


def hear(appeal: Appeal, now: datetime, *, is_last_try: bool) -> Played | None:
    """Raises BackendError where the judge gave no answer; on the last try it is then not heard."""
    try:
        dispute = dispute_over(appeal.match, appeal.seat, appeal.ruling)
    except NotAllowed:  # taken back meanwhile
        return decide_appeal(appeal_id=appeal.pk, votes=[], now=now)
    try:
        votes = votes_on(dispute, appeal.judge, caller=f"appeal:{appeal.pk}")
    except BackendError:
        if not is_last_try:
            raise
        votes = []
    return decide_appeal(appeal_id=appeal.pk, votes=votes, now=now)


def votes_on(dispute: Dispute, judge: str, *, caller: str) -> list[bool | None]:
    """True where the judge is for the player, None where it said neither. Raises BackendError."""
    votes: list[bool | None] = []
    for question, favourable in questions_on(dispute):
        messages = (Message.of_text("system", TASK), Message.of_text("user", question))
        answer = ask(judge, Asking(messages, SCHEMA), seed=0, temperature=0.0, caller=caller)
        votes.append(_vote(answer.text, favourable))
    return votes


def _vote(text: str, favourable: str) -> bool | None:
    try:
        verdict = understood(text).get("verdict")
    except NotUnderstood:
        return None
    allowed = SCHEMA["properties"]["verdict"]["enum"]
    return verdict == favourable if verdict in allowed else None
