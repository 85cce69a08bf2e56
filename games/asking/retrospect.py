"""What does a model believe, turn by turn? Asked beside a match, with the history of the turn.

Of a model that played it is asked afterwards. GameArena (arXiv 2412.06394) has only this replay; a
belief that was said live, beside the move, is compared with it, and the gap is how far the replay
makes up reasons. A model that listens to two people is asked while they play. One turn a job, so
that live matches come in between; a turn that was asked is never asked again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from django.utils import timezone

from games import selectors, services
from games.asking.prompting import NotUnderstood, probing, understood
from games.asking.request import ask
from games.models import Match, Player
from games.rules.base import Seat
from games.rules.turns import Turn, turn_now, turns_of
from games.selectors import Record

PROBE_VERSION = 1
MOST_TURNS = 20


@dataclass(frozen=True)
class Unasked:
    """The next turn of a model that was not probed yet."""

    seat: Seat
    slug: str
    turn: Turn


def next_unasked(match: Match, record: Record) -> Unasked | None:
    """None when all turns of all models were asked, or the match has nothing to ask about."""
    for seat, slug in _believers(match, record):
        asked = selectors.probed_turns(match, seat, PROBE_VERSION)
        turns = turns_of(record.game, record.deal, record.facts, seat)
        if match.status == Match.Status.PLAYING:
            turns += turn_now(turns, record.game, record.position, len(record.facts), seat)
        for turn in turns[:MOST_TURNS]:
            if turn.number not in asked:
                return Unasked(seat, slug, turn)
    return None


def _believers(match: Match, record: Record) -> Iterator[tuple[Seat, str]]:
    """Who is asked at which seat's turns: a model that played at its own, a listener at all."""
    if match.status == Match.Status.FINISHED:
        for player in match.players.filter(kind=Player.Kind.MODEL).select_related("contestant"):
            assert player.contestant is not None
            yield player.seat, player.contestant.slug
    if match.listener is not None and match.status in (Match.Status.PLAYING, Match.Status.FINISHED):
        for seat in record.game.seats:
            yield seat, match.listener.slug


def ask_for_belief(match: Match, record: Record, unasked: Unasked) -> None:
    """Raises BackendError where the route gave no answer; nothing is kept then."""
    turn = unasked.turn
    brief = record.game.brief(turn.position, unasked.seat)
    asked = probing(brief, turn.form, wording=match.wording)
    seed = Random(f"{match.nonce}:probe:{turn.number}").randrange(2**31)
    answer = ask(unasked.slug, asked, seed=seed, caller=f"probe:{match.pk}:{turn.number}")
    belief: dict[str, Any] | None
    try:
        belief = dict(understood(answer.text))
    except NotUnderstood:
        belief = None
    services.keep_probe(
        match=match,
        seat=unasked.seat,
        turn=turn.number,
        version=PROBE_VERSION,
        slug=unasked.slug,
        belief=belief,
        seconds=answer.facts.total_seconds,
        at=timezone.now(),
    )
