"""The job that lets a model move: think outside of any transaction, then play as anybody does."""

import logging
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from games import selectors, services
from games.broadcasting import announce
from games.errors import NotAllowed
from games.model_player import Thought, think
from games.models import Match, Player
from games.players import SEARCH_PLAYERS
from games.retrospect import ask_for_belief, next_unasked
from games.rules.base import Payload
from inference.backends.base import BackendError
from lib.jobs.models import Job
from lib.jobs.registry import handler

logger = logging.getLogger(__name__)
PATIENCE = timedelta(seconds=90)  # with a route that does not answer
MODEL_FAILED = "model-failed"


@handler(services.MODEL_TURN)
def model_turn(payload: dict[str, Any], attempt: int) -> None:
    """One move. Whoever comes late finds the match gone on, and leaves it alone."""
    match = selectors.match_of(payload["match"])
    if match.is_over or match.seq != payload["base_seq"]:
        return
    player = selectors.player_at(match, payload["seat"])
    assert player is not None, "a job is only written for a seat that is taken"
    try:
        thought = _think(match, player)
    except BackendError as error:
        logger.warning("%s: %s did not answer: %s", match, player.contestant, error.detail)
        if timezone.now() - match.last_move_at < PATIENCE:
            raise
        thought = Thought(None, ())
    _keep(match, player, thought)
    _act(match, player, thought)


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


def _think(match: Match, player: Player) -> Thought:
    record = selectors.record_of(match)
    seed = Random(f"{match.nonce}:{match.seq}").randrange(2**31)
    if player.contestant is None:
        search = SEARCH_PLAYERS[match.game]
        return Thought(search(record.position, player.seat, Random(seed)), ())
    return think(
        record,
        player.seat,
        player.contestant.slug,
        wording=match.wording,
        with_probe=match.is_probed,
        seed=seed,
        caller=f"match:{match.pk}:{match.seq}",
    )


def _keep(match: Match, player: Player, thought: Thought) -> None:
    if player.contestant is None:
        return
    services.keep_model_turn(
        match_id=match.pk,
        base_seq=match.seq,
        seat=player.seat,
        slug=player.contestant.slug,
        rungs=thought.rungs(),
        is_valid=thought.move is not None,
        seconds=thought.seconds,
        at=timezone.now(),
    )


def _act(match: Match, player: Player, thought: Thought) -> None:
    next_turn = None
    if thought.move is None:
        services.void(match_id=match.pk, ending=MODEL_FAILED, now=timezone.now())
    else:
        next_turn = _play(match.pk, player.seat, match.seq, thought.move)
    announce(match.pk, next_turn)


def _play(match_id: UUID, seat: str, base_seq: int, move: Payload) -> Job | None:
    """The next turn, if it is a program's."""
    try:
        played = services.play_move(
            match_id=match_id,
            seat=seat,
            base_seq=base_seq,
            move_id=f"{seat}:{base_seq}",
            move=move,
            now=timezone.now(),
        )
    except NotAllowed as refusal:  # resigned, abandoned or moved by another worker meanwhile
        logger.info("%s: a model's move came too late: %s", match_id, refusal)
        return None
    return played.job
