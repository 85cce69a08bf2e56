"""Work of the games that must not be lost: models' moves, beliefs afterwards, appeals, findings."""

import logging
from datetime import timedelta
from typing import Any

from django.utils import timezone

from games import selectors, services
from games.analysing import analyse
from games.asking.appeal_hearing import hear
from games.asking.retrospect import ask_for_belief, next_unasked
from games.asking.turn_taking import NOTHING, act, think_for
from games.broadcasting import announce
from games.models import Appeal
from games.tournaments.selectors import STEP
from games.tournaments.stepping import step
from inference.backends.base import BackendError
from lib.jobs.registry import handler

logger = logging.getLogger(__name__)
PATIENCE = timedelta(seconds=90)  # with a route that does not answer


@handler(services.MODEL_TURN)
def model_turn(payload: dict[str, Any], attempt: int) -> None:
    """One move. Whoever comes late finds the match gone on, and leaves it alone."""
    match = selectors.match_of(payload["match"])
    if match.is_over or match.seq != payload["base_seq"]:
        return
    player = selectors.player_at(match, payload["seat"])
    assert player is not None, "a job is only written for a seat that is taken"
    try:
        thought = think_for(match, player)
    except BackendError as error:
        logger.warning("%s: %s did not answer: %s", match, player.contestant, error.detail)
        if timezone.now() - match.last_move_at < PATIENCE:
            raise
        thought = NOTHING
    act(match, player, thought)


@handler(services.RETROSPECT)
def retrospect(payload: dict[str, Any], attempt: int) -> None:
    """One turn of a match that is over, and the job for the next one."""
    match = selectors.match_of(payload["match"])
    record = selectors.record_of(match)
    unasked = next_unasked(match, record)
    if unasked is None:
        return
    ask_for_belief(match, record, unasked)
    services.ask_for_retrospect(match, timezone.now() - services.AFTER)


@handler(services.APPEAL)
def hear_appeal(payload: dict[str, Any], attempt: int) -> None:
    """Ask the judge outside of any transaction; the ruling stands where it cannot be asked."""
    appeal = Appeal.objects.select_related("match").get(pk=payload["appeal"])
    is_last_try = attempt >= services.MOST_HEARINGS
    played = hear(appeal, timezone.now(), is_last_try=is_last_try)
    if played is not None:
        announce(appeal.match_id, played.job)


@handler(services.ANALYSIS)
def find_out(payload: dict[str, Any], attempt: int) -> None:
    """Measure some matches, and make the findings when none is left; else the job for more."""
    if not analyse():
        services.ask_for_analysis()


@handler(STEP)
def tournament_step(payload: dict[str, Any], attempt: int) -> None:
    """One turn of the tournament under way, if nobody waits for anything else."""
    step(attempt, timezone.now())
