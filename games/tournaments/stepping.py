"""One turn of a tournament at a time, so that whoever comes meanwhile is served in between.

Every turn is looked up anew: schedule, match, position. So it can stop anywhere, by a kill too, and
go on from there; a turn that was played is refused the second time as any stale move is.
"""

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from games import selectors as matches
from games.asking.turn_taking import NOTHING, act, think_for
from games.models import Tournament
from games.rules.base import seat_to_move
from games.tournaments import services
from games.tournaments.selectors import is_idle, next_fixture, under_way
from inference.backends.base import BackendError
from lib.jobs.models import Job
from lib.jobs.tasks import wake

logger = logging.getLogger(__name__)
PAUSE = timedelta(seconds=5)  # while somebody else is served
MOST_TRIES = (
    8  # of a turn whose route does not answer, in about two minutes; then the match is void
)


def step(attempt: int, now: datetime) -> Job | None:
    """Play a turn if nobody waits for anything. Returns the job of the next, None if all rest.

    Raises BackendError where a model gave no answer, to be tried again.
    """
    tournament = under_way()
    if tournament is None:
        return None
    if not is_idle(now):
        return services.ask_for_step(now + PAUSE)
    play_turn(tournament, gives_up=attempt >= MOST_TRIES)
    following = services.ask_for_step(timezone.now())
    wake(following)
    return following


def play_turn(tournament: Tournament, *, gives_up: bool = False) -> None:
    """The next turn of its schedule; the tournament is finished when there is none.

    gives_up: a model that does not answer makes the match void, and the schedule goes on. Else
    raises BackendError.
    """
    fixture = next_fixture(tournament)
    if fixture is None:
        services.finish(tournament, timezone.now())
        return
    match = services.match_at(tournament, fixture, timezone.now())
    record = matches.record_of(match)
    seat = seat_to_move(record.game, record.position)
    player = matches.player_at(match, seat) if seat else None
    if player is None:  # somebody else has just ended it
        return
    try:
        thought = think_for(match, player)
    except BackendError as error:
        logger.warning("%s: %s did not answer: %s", match, player.contestant, error.detail)
        if not gives_up:
            raise
        thought = NOTHING
    act(match, player, thought)
    services.spend(tournament, thought.num_tokens)
