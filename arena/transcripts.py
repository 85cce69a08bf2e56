"""A whole battle for whoever looks after the arena: every attempt, both sides, names and all."""

from dataclasses import dataclass

from arena.models import Battle, Reply, Turn


@dataclass(frozen=True, slots=True)
class Attempt:
    number: int
    is_last: bool
    replies: list[Reply]


@dataclass(frozen=True, slots=True)
class TurnTranscript:
    pk: int
    number: int
    status: str
    prompt: str
    attempts: list[Attempt]


def transcript_of(battle: Battle) -> list[TurnTranscript]:
    """Turns in their order, attempts and sides too; two queries."""
    turns = battle.turns.prefetch_related("replies__contestant")
    return [_turn(turn) for turn in turns]


def _turn(turn: Turn) -> TurnTranscript:
    by_attempt: dict[int, list[Reply]] = {}
    for reply in turn.replies.all():  # ordered by attempt and side
        by_attempt.setdefault(reply.attempt, []).append(reply)
    return TurnTranscript(
        pk=turn.pk,
        number=turn.index + 1,
        status=str(turn.get_status_display()),
        prompt=turn.text,
        attempts=[
            Attempt(number, number == turn.attempt, replies)
            for number, replies in by_attempt.items()
        ],
    )
