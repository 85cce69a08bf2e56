"""A turn of whoever is no person: think outside of any transaction, then play as anybody does."""

import logging
from random import Random
from uuid import UUID

from django.utils import timezone

from games import selectors, services
from games.asking.model_player import Thought, think
from games.broadcasting import announce
from games.errors import NotAllowed
from games.models import Match, Player
from games.players.programs import program_for
from games.rules.base import Payload
from lib.jobs.models import Job

logger = logging.getLogger(__name__)
MODEL_FAILED = "model-failed"
NOTHING = Thought(None, ())


def think_for(match: Match, player: Player) -> Thought:
    """Raises BackendError where a model's route gave no answer."""
    record = selectors.record_of(match)
    # In a tournament all matches over one deal have the same chance in the same place.
    source = record.deal.seed if match.tournament_id else match.nonce
    seed = Random(f"{source}:{match.seq}").randrange(2**31)
    if player.contestant is None:
        program = program_for(match.game, player.seat)
        assert program is not None, "a program only sits where there is one"
        return Thought(program(record.position, player.seat, Random(seed)), ())
    return think(
        record,
        player.seat,
        player.contestant.slug,
        wording=match.wording,
        with_probe=match.is_probed,
        seed=seed,
        caller=f"match:{match.pk}:{match.seq}",
    )


def act(match: Match, player: Player, thought: Thought) -> None:
    """Play what was thought, or make the match void where nothing was."""
    _keep(match, player, thought)
    next_turn = None
    if thought.move is None:
        services.void(match_id=match.pk, ending=MODEL_FAILED, now=timezone.now())
    else:
        next_turn = _play(match.pk, player.seat, match.seq, thought.move)
    announce(match.pk, next_turn)


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
