"""What is written while a turn is answered: attempts begin, swap the pair, finish or are given up.

An attempt belongs to one runner. When its lease runs out another begins the next one, and whatever
the first still wants to write is refused: each change takes the battle's row before it looks.
"""

import random
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from arena import selectors
from arena.models import Battle, Reply, Turn
from arena.pairing import TooFewContestants, choose_pair
from arena.reply_runner import AttemptResult
from ranking.models import Contestant

MOST_ATTEMPTS = 4  # a turn whose runners keep dying is given up


@transaction.atomic
def begin_attempt(*, turn_id: int) -> Turn | None:
    """Count one more attempt and give it numbers for its events; None if the turn is over."""
    Battle.objects.filter(turns=turn_id).update(next_event_block=F("next_event_block") + 1)
    turn = selectors.turn(turn_id)  # read only now: two runners must not count the same attempt
    if turn.is_over:
        return None
    turn.attempt += 1
    turn.first_event = turn.battle.next_event_block * selectors.EVENTS_AN_ATTEMPT
    turn.status = Turn.Status.RUNNING
    turn.save(update_fields=["attempt", "first_event", "status"])
    return turn


@transaction.atomic
def finish_attempt(*, turn: Turn, result: AttemptResult) -> bool:
    """Write both replies and the end of the turn; False if another runner has taken it over."""
    if not _holds(turn):
        return False
    done = all(side.status == "done" for side in result.sides.values())
    status = Turn.Status.DONE if done else Turn.Status.FAILED
    _end(turn, Turn.Status.STOPPED if result.stopped else status)
    _write_replies(turn, result)
    return True


@transaction.atomic
def give_up(*, turn: Turn) -> None:
    """End a turn that nobody could answer, unless another runner has taken it over."""
    if _holds(turn):
        _end(turn, Turn.Status.FAILED)


@transaction.atomic
def swap_pair(*, turn: Turn, result: AttemptResult, rng: random.Random) -> bool:
    """Exchange the pair of a blind battle whose first answer failed.

    The failed attempt is kept; both sides are answered anew by two contestants drawn anew.
    False if nobody else is free, or another runner has taken the turn over: a pair that is
    exchanged under its hands would be voted on for answers that it did not give.
    """
    if not _holds(turn):
        return False
    battle = turn.battle
    failed = {
        selectors.contestant_of(battle, side).pk
        for side, outcome in result.sides.items()
        if outcome.status == "failed"
    }
    try:
        pair = choose_pair(selectors.roster(timezone.now()).without(failed), rng)
    except TooFewContestants:
        return False
    _write_replies(turn, result)
    reasons = {s: o.error.kind for s, o in result.sides.items() if o.error}
    battle.swaps = [*battle.swaps, {"left": battle.left_id, "right": battle.right_id, **reasons}]
    battle.left_id, battle.right_id, battle.propensity = pair.left, pair.right, pair.propensity
    battle.save(update_fields=["swaps", "left", "right", "propensity"])
    return True


def _holds(turn: Turn) -> bool:
    """Hold the battle's row, then say whether this attempt at its turn is still the present one."""
    Battle.objects.filter(pk=turn.battle_id).update(next_event_block=F("next_event_block"))
    return Turn.objects.filter(
        pk=turn.pk, attempt=turn.attempt, status=Turn.Status.RUNNING
    ).exists()


def _end(turn: Turn, status: Turn.Status) -> None:
    Turn.objects.filter(pk=turn.pk).update(status=status, finished_at=timezone.now())
    if status == Turn.Status.FAILED:
        Battle.objects.filter(pk=turn.battle_id, status=Battle.Status.OPEN).update(
            status=Battle.Status.BROKEN
        )


def _write_replies(turn: Turn, result: AttemptResult) -> None:
    contestants: Mapping[str, Contestant] = {
        side: selectors.contestant_of(turn.battle, side) for side in result.sides
    }
    Reply.objects.bulk_create(
        Reply(
            turn=turn,
            attempt=turn.attempt,
            side=side,
            contestant=contestants[side],
            status=outcome.status,
            text=outcome.text.replace("\x00", ""),
            finish_reason=outcome.finish_reason,
            completion_tokens=outcome.completion_tokens,
            seconds=outcome.seconds,
            error_kind=outcome.error.kind if outcome.error else "",
        )
        for side, outcome in result.sides.items()
    )
