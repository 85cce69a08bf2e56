"""A move: applied once, whatever the network does to it.

1. A move id that was seen before is answered as it was then.
2. Refuse what was decided on an older event than the last: the client gets what it has missed.
3. Ask the rules what happens. Nothing is locked so far: where there is one writer, others wait.
   A move that is late by the clock, its lag forgiven, ends the match instead.
4. In one transaction: number the events on, if the match is still where it was; end it if the rules
   say so; if a model is next, write the job that asks it; if a human is, start their clock. Nothing
   is generated in here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from games.clocks import Quota, is_late
from games.errors import NotAllowed, NotFound, Stale, TooLate
from games.messages import LONGEST_ID
from games.models import Match, MatchEvent, ModelTurn, Player
from games.rules.base import Fact, IllegalMove, Payload, Seat, replay, seat_to_move
from games.rules.taking_back import TAKEN_BACK, stands
from games.selectors import Record, day_of, match_of, record_of
from games.selectors.matches import takings_back
from games.services.ending import finish, lose_by_the_clock
from games.services.injections import keep_injections, notes_of_move
from games.services.probes import ask_for_retrospect, ask_listener_if_due, forget_probes_since
from games.services.results import leave_result
from games.services.timing import keep_quota, quota_of, start_clock
from lib.jobs import services as jobs
from lib.jobs.models import Job

MODEL_TURN = "games.model_turn"
MOST_ATTEMPTS = 12  # at one turn; time ends it before (games/jobs.py)


@dataclass(frozen=True)
class Played:
    """seq: of the last event after the move; is_new: False when this very move was known.

    job: the next turn, if it is a model's; doors wake it.
    """

    match: Match
    seq: int
    is_new: bool = True
    job: Job | None = None


def play_move(
    *,
    match_id: UUID | str,
    seat: Seat,
    base_seq: int,
    move_id: str,
    move: Payload,
    now: datetime,
    lag_ms: int = 0,
) -> Played:
    """Raises NotFound, NotAllowed with the reason of the rules, Stale; then nothing was changed.

    Raises TooLate when the player's time is up; then the match has ended. lag_ms: of their line.
    """
    if not 1 <= len(move_id) <= LONGEST_ID:
        raise NotAllowed(_("A move needs an id of 1 to 40 characters."))
    match = match_of(match_id)
    played = _played_before(match, seat, move_id)
    if played is not None:
        return played
    _check_may_move(match, base_seq)
    record = record_of(match)
    try:
        facts = record.game.apply(record.position, seat, move)
    except IllegalMove as refusal:
        raise NotAllowed(str(refusal)) from None
    quota = _quota_after(match, seat, lag_ms, now)
    after, facts = _after(record, facts), (*facts, *notes_of_move(match, seat, facts))
    try:
        return _play(match, after, facts, move_id, now, quota)
    except Stale:  # perhaps because a copy of this very move was quicker
        played = _played_before(match_of(match_id), seat, move_id)
        if played is None:
            raise
        return played


def _played_before(match: Match, seat: Seat, move_id: str) -> Played | None:
    known = match.events.filter(move_id=move_id).first()
    if known is None:
        return None
    if known.seat != seat:
        raise NotAllowed(_("That id belongs to somebody else's move. Choose another."))
    if known.seq > match.seq:  # it was played since the row was read
        match = match_of(match.pk)
    return Played(match, match.seq, is_new=False)


def _quota_after(match: Match, seat: Seat, lag_ms: int, now: datetime) -> Quota | None:
    """What the clock still forgives when the lag of this move is. Raises TooLate."""
    if match.due_at is None:
        return None
    forgiven, quota = quota_of(match, seat).spend(round(lag_ms / 10))
    if is_late(match.due_at, now, forgiven):
        lose_by_the_clock(match, seat, now)
        raise TooLate(_("Your time ran out before this move came."))
    return quota


@transaction.atomic
def _play(
    match: Match,
    record: Record,
    facts: tuple[Fact, ...],
    move_id: str,
    now: datetime,
    quota: Quota | None,
) -> Played:
    """record: as the facts leave it; facts: and notes on them; quota: None without a clock."""
    write(match, facts, move_id=move_id, now=now)
    if quota is not None:
        keep_quota(match, facts[0].seat, quota)
    if end_if_decided(match, record, now):
        return Played(match, match.seq)
    return Played(match, match.seq, job=begin_turn(match, record, now))


def end_if_decided(match: Match, record: Record, now: datetime) -> bool:
    """Close the match if the rules say that it is over, in the caller's transaction."""
    outcome = record.game.outcome(record.position)
    if outcome is None:
        return False
    finish(match, outcome.results, outcome.reason, outcome.score, now)
    leave_result(match, record, now)
    keep_injections(match)
    ask_for_retrospect(match, now)
    return True


@transaction.atomic
def take_back(*, match_id: UUID | str, seat: Seat, base_seq: int, now: datetime) -> Played:
    """Undo one's last move and what came of it; the match no longer counts.

    The events stay: a later one says how far back the match went.
    """
    match = locked(match_id)
    _check_may_move(match, base_seq)
    if match.move_seconds:
        raise NotAllowed(_("With a clock there is no taking back."))
    if day_of(match) is not None:
        raise NotAllowed(_("Nothing is taken back at the word of the day."))
    own = match.events.filter(seat=seat).exclude(move_id="").order_by("-seq")
    undoing = takings_back(match.events.filter(kind=TAKEN_BACK))
    last = next((event for event in own if stands(event.seq, undoing)), None)
    if last is None:
        raise NotAllowed(_("There is no move of yours to take back."))
    match.is_rated, match.unrated_because = False, match.unrated_because or "taken-back"
    fact = Fact(TAKEN_BACK, {"to": last.seq - 1}, seat)
    write(match, [fact], move_id="", now=now)
    match.save(update_fields=["is_rated", "unrated_because"])
    record = record_of(match)
    forget_probes_since(match, record)
    return Played(match, match.seq, job=begin_turn(match, record, now))


def locked(match_id: UUID | str) -> Match:
    """The row, ours until the transaction ends. Raises NotFound."""
    match = Match.objects.select_for_update().filter(pk=match_id).first()
    if match is None:
        raise NotFound(_("There is no such match."))
    return match


def _check_may_move(match: Match, base_seq: int) -> None:
    if match.status == Match.Status.WAITING:
        raise NotAllowed(_("The other player is not here yet."))
    if match.is_over:
        raise NotAllowed(_("The match is over."))
    if base_seq != match.seq:
        raise _stale(match)


def write(match: Match, facts: Iterable[Fact], *, move_id: str, now: datetime) -> None:
    """Number the facts on, in the caller's transaction; the first of them bears the move's id.

    Raises Stale if the match has changed since it was read.
    """
    events = [
        MatchEvent(
            match=match,
            seq=match.seq + number,
            kind=fact.kind,
            seat=fact.seat,
            payload=dict(fact.payload),
            seen_by=list(fact.seen_by),
            move_id=move_id if number == 1 else "",
            at=now,
        )
        for number, fact in enumerate(facts, start=1)
    ]
    seq = match.seq + len(events)
    unchanged = Match.objects.filter(pk=match.pk, seq=match.seq, status=match.status)
    if not unchanged.update(seq=seq, last_move_at=now):
        raise _stale(match_of(match.pk))
    MatchEvent.objects.bulk_create(events)
    match.seq, match.last_move_at = seq, now


def _stale(match: Match) -> Stale:
    return Stale(_("The match has gone on meanwhile. Look again."), match.seq)


def begin_turn(match: Match, record: Record, since: datetime) -> Job | None:
    """Whoever is next gets their time since then, or is asked by a job, which is returned; so is a
    model that listens."""
    start_clock(match, record, since)
    return ask_model_if_due(match, record) or ask_listener_if_due(match, record)


def ask_model_if_due(match: Match, record: Record) -> Job | None:
    """The job that asks whoever is next for a move, if a program of ours is; None else.

    Matches of tournaments have no such jobs: they go on in idle time (games/tournaments).
    """
    seat = seat_to_move(record.game, record.position)
    if seat is None or match.status != Match.Status.PLAYING or match.tournament_id:
        return None
    player = match.players.get(seat=seat)
    if player.kind in Player.FROM_OUTSIDE:
        return None
    payload = {"match": str(match.pk), "base_seq": match.seq, "seat": seat}
    return jobs.enqueue(
        kind=MODEL_TURN,
        payload=payload,
        key=f"{match.pk}:{match.seq}",
        max_attempts=MOST_ATTEMPTS,
    )


@transaction.atomic
def mend(*, match_id: UUID | str) -> Job | None:
    """The job of a program's turn that nobody works on any more, written anew; else None.

    A job is lost when its last attempt is: its worker died again and again.
    """
    match = locked(match_id)
    if match.status != Match.Status.PLAYING:
        return None
    unfinished = (Job.Status.PENDING, Job.Status.RUNNING)
    at_work = Job.objects.filter(kind=MODEL_TURN, status__in=unfinished)
    if at_work.filter(payload__match=str(match.pk), payload__base_seq=match.seq).exists():
        return None
    return ask_model_if_due(match, record_of(match))


def keep_model_turn(**facts: Any) -> None:
    """How a model came to its move. A second telling of the same turn changes nothing."""
    place = {name: facts.pop(name) for name in ("match_id", "base_seq")}
    ModelTurn.objects.get_or_create(**place, defaults=facts)


def _after(record: Record, facts: tuple[Fact, ...]) -> Record:
    all_facts = (*record.facts, *facts)
    position = replay(record.game, record.deal, all_facts)
    return Record(record.game, record.deal, all_facts, position)
