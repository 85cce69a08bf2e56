"""What is read: battles of a visitor, their turns, and who could answer."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from arena.models import Battle, Consent, Reply, Turn, Vote
from arena.pairing import Candidate, Caps, Roster
from inference.selectors import available_slugs
from inference.wire import Message
from lib.visitors import Visitor
from ranking.models import Contestant
from ranking.selectors import OVERALL, comparison_counts, newest_leaderboard

EVENTS_AN_ATTEMPT = 100_000


def battles_of(visitor: Visitor) -> QuerySet[Battle]:
    """What belongs to this visitor: asked in this session, or by this account."""
    own = Q(visitor_key=visitor.key)
    if visitor.user:
        own |= Q(user=visitor.user)
    return Battle.objects.filter(own)


def battle_for(visitor: Visitor, battle_id: uuid.UUID) -> Battle | None:
    return battles_of(visitor).select_related("left", "right").filter(pk=battle_id).first()


def turn(turn_id: int) -> Turn:
    return Turn.objects.select_related("battle__left", "battle__right").get(pk=turn_id)


def last_turn(battle: Battle) -> Turn:
    last = Turn.objects.select_related("battle").filter(battle=battle).order_by("-index").first()
    assert last is not None, "a battle is made together with its first turn"
    return last


def replies_of(turn: Turn) -> dict[str, Reply]:
    """The replies of the last attempt, by side."""
    replies = Reply.objects.filter(turn=turn, attempt=turn.attempt).select_related("contestant")
    return {reply.side: reply for reply in replies}


def num_votes_before(vote: Vote) -> int:
    """Of the same visitor or account."""
    own = Q(visitor_key=vote.visitor_key)
    if vote.user_id:
        own |= Q(user=vote.user_id)
    return Vote.objects.filter(own, created_at__lt=vote.created_at).count()


def sides_of(battle: Battle) -> list[str]:
    return [Reply.Side.A.value] if battle.right_id is None else ["a", "b"]


def contestant_of(battle: Battle, side: str) -> Contestant:
    contestant = battle.left if side == Reply.Side.A else battle.right
    assert contestant is not None, "only a battle with two sides has a side B"
    return contestant


def is_stop_requested(turn_id: int) -> bool:
    """Also when the turn is gone: somebody deleted it, and nobody waits for it."""
    return not Turn.objects.filter(pk=turn_id, stop_requested=False).exists()


def has_consented(visitor: Visitor) -> bool:
    own = Q(visitor_key=visitor.key)
    if visitor.user:
        own |= Q(user=visitor.user)
    return Consent.objects.filter(own, version=settings.CONSENT_VERSION).exists()


def answering_contestants(now: datetime) -> QuerySet[Contestant]:
    """Active contestants whose route can be called now."""
    return Contestant.objects.filter(active=True, slug__in=available_slugs(now)).order_by("name")


def answering_contestant(slug: str, now: datetime) -> Contestant | None:
    return answering_contestants(now).filter(slug=slug).first()


def roster(now: datetime) -> Roster:
    """Who may be drawn for a blind battle, with what the newest board knows of them."""
    board = newest_leaderboard(OVERALL)
    rated = dict(board.ratings.values_list("contestant_id", "rating")) if board else {}
    return Roster(
        candidates=[
            Candidate(contestant.pk, contestant.sampling_weight, rated.get(contestant.pk))
            for contestant in answering_contestants(now)
        ],
        num_met=comparison_counts(OVERALL),
        caps=Caps(settings.CONTESTANT_CAP, settings.PAIR_CAP),
    )


def messages_for(turn: Turn, side: str) -> tuple[Message, ...]:
    """What one side is asked: the conversation so far as this side knows it."""
    turns: Sequence[Turn] = list(
        Turn.objects.filter(battle=turn.battle, index__lte=turn.index).order_by("index")
    )
    messages = []
    for past in turns:
        messages.append(Message.of_text("user", past.text))
        if past.index < turn.index:
            reply = replies_of(past).get(side)
            if reply and reply.text:
                messages.append(Message.of_text("assistant", reply.text))
    return tuple(messages)


def event_before(battle: Battle, turn: Turn) -> int:
    """The number after which the events of this turn begin."""
    if turn.status == Turn.Status.WAITING:  # its next attempt gets the next block of numbers
        return (battle.next_event_block + 1) * EVENTS_AN_ATTEMPT - 1
    return turn.first_event - 1
