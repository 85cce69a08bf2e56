"""Appeals: asked for once a player and match, heard by a job, decided by what the judge said.

While a match is played a granted appeal is a fact like any other, and the rules go on from it. A
match that is over stays as it is: a granted appeal then takes it off the boards. Neither counts.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from games.briefs.appeals import APPEAL_VERSION
from games.errors import NotAllowed
from games.models import Appeal, Match, Player
from games.rules.base import Dispute, Fact, Seat
from games.selectors import appeal_of, dispute_over, is_heard_in, record_of
from games.services.moving import Played, ask_model_if_due, end_if_decided, locked, write
from lib.jobs import services as jobs
from lib.jobs.models import Job
from ranking.services import set_match_aside

logger = logging.getLogger(__name__)
APPEAL = "games.appeal"
APPEALED, HEARD = "appealed", "heard"
UNRATED = "appeal"
MOST_HEARINGS = 4


@transaction.atomic
def appeal(*, match_id: UUID | str, seat: Seat, ruling: int, now: datetime) -> tuple[Played, Job]:
    """And the job that hears it. Raises NotFound, NotAllowed; then nothing was changed."""
    match = locked(match_id)
    if not settings.APPEAL_JUDGE:
        raise NotAllowed(_("Nobody hears appeals on this site."))
    if match.players.get(seat=seat).kind != Player.Kind.HUMAN:
        raise NotAllowed(_("Only people appeal."))
    if appeal_of(match, seat) is not None:
        raise NotAllowed(_("You have appealed once in this match, and once is all."))
    if not is_heard_in(match, now):
        raise NotAllowed(_("It is too late for an appeal in this match."))
    dispute_over(match, seat, ruling)
    asked = Appeal.objects.create(
        match=match,
        seat=seat,
        ruling=ruling,
        judge=settings.APPEAL_JUDGE,
        version=APPEAL_VERSION,
        asked_at=now,
    )
    turn = _go_on(match, [_fact(asked, APPEALED)], now) if not match.is_over else None
    hearing = jobs.enqueue(
        kind=APPEAL, payload={"appeal": asked.pk}, key=str(asked.pk), max_attempts=MOST_HEARINGS
    )
    return Played(match, match.seq, job=turn), hearing


@transaction.atomic
def decide_appeal(*, appeal_id: int, votes: Sequence[bool | None], now: datetime) -> Played | None:
    """votes: true where the judge is for the player. None if it was decided before."""
    waiting = Appeal.objects.select_for_update().filter(pk=appeal_id, status=Appeal.Status.WAITING)
    asked = waiting.first()
    if asked is None:
        return None
    asked.status, asked.votes, asked.decided_at = _verdict(votes), list(votes), now
    asked.save(update_fields=["status", "votes", "decided_at"])
    if asked.status == Appeal.Status.SPLIT:
        logger.info("%s: the votes of %s contradict each other", asked, asked.judge)
    match = locked(asked.match_id)
    dispute = _dispute_that_stands(match, asked)
    if dispute is not None:
        _take_off_the_boards(match)
    if match.is_over:
        return Played(match, match.seq)
    facts = [_fact(asked, HEARD), *([dispute.granted] if dispute else [])]
    return Played(match, match.seq, job=_go_on(match, facts, now))


def _verdict(votes: Sequence[bool | None]) -> Appeal.Status:
    if not votes or None in votes:
        return Appeal.Status.UNHEARD
    if len(set(votes)) > 1:
        return Appeal.Status.SPLIT
    return Appeal.Status.GRANTED if votes[0] else Appeal.Status.REFUSED


def _dispute_that_stands(match: Match, asked: Appeal) -> Dispute | None:
    """None unless it was granted, and for a ruling that was taken back meanwhile."""
    if asked.status != Appeal.Status.GRANTED:
        return None
    try:
        return dispute_over(match, asked.seat, asked.ruling)
    except NotAllowed:
        return None


def _take_off_the_boards(match: Match) -> None:
    match.is_rated, match.unrated_because = False, match.unrated_because or UNRATED
    match.save(update_fields=["is_rated", "unrated_because"])
    set_match_aside(source=f"match:{match.pk}", reason=UNRATED)


def _fact(asked: Appeal, kind: str) -> Fact:
    """Seen by whoever saw the ruling: that there was one may be a secret."""
    seen_by = asked.match.events.get(seq=asked.ruling).seen_by
    told: dict[str, Any] = {"ruling": asked.ruling, "version": asked.version}
    if kind == HEARD:
        told |= {"verdict": asked.status, "votes": asked.votes, "judge": asked.judge}
    return Fact(kind, told, asked.seat if kind == APPEALED else "", tuple(seen_by))


def _go_on(match: Match, facts: Sequence[Fact], now: datetime) -> Job | None:
    """The next turn, asked for anew: what was thought of the match before is stale."""
    write(match, facts, move_id="", now=now)
    record = record_of(match)
    return None if end_if_decided(match, record, now) else ask_model_if_due(match, record)
