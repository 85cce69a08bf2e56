"""What is written when people ask: battles and their turns.

How a turn is answered is in attempts.py, how a vote is cast in voting.py.

Every change of a battle first takes its row by a conditional update and looks at the count, so that
of two changes at once one is refused, on SQLite and on PostgreSQL alike.
"""

import random
import uuid

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from arena import selectors
from arena.attempts import MOST_ATTEMPTS
from arena.errors import BattleClosed, InvalidInput, NobodyFree
from arena.models import Battle, Consent, Turn
from arena.pairing import TooFewContestants, choose_pair
from inference.wire import TextPart
from lib.jobs.models import Job
from lib.jobs.services import enqueue
from lib.visitors import Visitor
from ranking.models import Contestant
from ranking.reading.language import language_of

TURN_JOB = "arena.turn"


@transaction.atomic
def start_battle(
    *,
    mode: str,
    prompt: str,
    visitor: Visitor,
    captcha: str,
    rng: random.Random,
    left: str = "",
    right: str = "",
) -> tuple[Battle, Job]:
    """A new battle with its first turn, and the job that will answer it.

    left and right are slugs: both for Mode.NAMED, left alone for Mode.DIRECT, none for Mode.BLIND.
    Raises InvalidInput, NobodyFree.
    """
    text = _checked(prompt)
    left_id, right_id, propensity = _choose_sides(mode, left, right, rng)
    battle = Battle.objects.create(
        mode=mode,
        left_id=left_id,
        right_id=right_id,
        propensity=propensity,
        visitor_key=visitor.key,
        user=visitor.user,
        network_key=visitor.network_key,
        captcha=captcha,
        language=language_of(text),
        created_at=timezone.now(),
    )
    return battle, _new_turn(battle, index=0, text=text)


@transaction.atomic
def add_turn(*, battle: Battle, prompt: str) -> tuple[Turn, Job]:
    """The next message of the visitor. Raises BattleClosed, InvalidInput."""
    text = _checked(prompt)
    _take(battle)
    last = selectors.last_turn(battle)
    if not last.is_over:
        raise BattleClosed(_("The answers are still being written. Wait, or stop them first."))
    if last.index + 1 >= settings.MAX_TURNS:
        raise BattleClosed(_("This battle is as long as it may become. Vote, or start a new one."))
    job = _new_turn(battle, index=last.index + 1, text=text)
    return selectors.last_turn(battle), job


@transaction.atomic
def regenerate(*, battle: Battle) -> tuple[Turn, Job]:
    """Have the last turn answered anew; the old answers are kept beside. Raises BattleClosed."""
    _take(battle, also_broken=True)
    turn = selectors.last_turn(battle)
    if not turn.is_over:
        raise BattleClosed(_("The answers are still being written. Wait, or stop them first."))
    Battle.objects.filter(pk=battle.pk).update(status=Battle.Status.OPEN)
    turn.status, turn.stop_requested, turn.finished_at = Turn.Status.WAITING, False, None
    turn.save()
    return turn, _turn_job(turn)


def request_stop(*, battle: Battle) -> None:
    """Ask the runner of the last turn to stop; it looks twice a second."""
    Turn.objects.filter(
        battle=battle, status__in=[Turn.Status.WAITING, Turn.Status.RUNNING]
    ).update(stop_requested=True)


def record_consent(*, visitor: Visitor) -> None:
    """The visitor agreed to the present text; agreeing twice changes nothing."""
    Consent.objects.get_or_create(
        visitor_key=visitor.key,
        version=settings.CONSENT_VERSION,
        defaults={"user": visitor.user, "accepted_at": timezone.now()},
    )


def _checked(prompt: str) -> str:
    text = prompt.replace("\x00", "").strip()
    if not text:
        raise InvalidInput(_("Write something first."))
    if len(text) > settings.MAX_PROMPT_CHARACTERS:
        raise InvalidInput(
            _("This is %(length)s characters long; at most %(most)s fit. Shorten it.")
            % {"length": len(text), "most": settings.MAX_PROMPT_CHARACTERS}
        )
    return text


def _choose_sides(
    mode: str, left: str, right: str, rng: random.Random
) -> tuple[int, int | None, float]:
    if mode == Battle.Mode.BLIND:
        try:
            pair = choose_pair(selectors.roster(timezone.now()), rng)
        except TooFewContestants:
            raise NobodyFree(
                _("Too few contestants can answer right now. Try again in a minute.")
            ) from None
        return pair.left, pair.right, pair.propensity
    wanted = [left] if mode == Battle.Mode.DIRECT else [left, right]
    chosen = [_named(slug) for slug in wanted]
    if len(set(wanted)) < len(wanted):
        raise InvalidInput(_("Choose two different contestants."))
    return chosen[0].pk, chosen[1].pk if len(chosen) > 1 else None, 1.0


def _named(slug: str) -> Contestant:
    contestant = selectors.answering_contestant(slug, timezone.now())
    if contestant is None:
        raise InvalidInput(_("Choose a contestant from the list; this one cannot answer now."))
    return contestant


def _take(battle: Battle, *, also_broken: bool = False) -> None:
    """Hold the battle's row until the transaction ends. Raises BattleClosed."""
    open_statuses = [Battle.Status.OPEN] + [Battle.Status.BROKEN] * also_broken
    taken = Battle.objects.filter(pk=battle.pk, status__in=open_statuses).update(
        next_event_block=F("next_event_block")
    )
    if not taken:
        raise BattleClosed(_("This battle is over. Start a new one."))


def _new_turn(battle: Battle, *, index: int, text: str) -> Job:
    turn = Turn.objects.create(
        battle=battle, index=index, parts=[TextPart(text).to_json()], created_at=timezone.now()
    )
    return _turn_job(turn)


def _turn_job(turn: Turn) -> Job:
    return enqueue(
        kind=TURN_JOB,
        payload={"turn": turn.pk},
        key=f"{turn.pk}:{uuid.uuid4().hex[:8]}",
        max_attempts=MOST_ATTEMPTS + 2,
    )
