"""Casting a vote: one a battle, and everything the ranking will ever ask, written at that moment.

1. Claim the battle (OPEN -> VOTED): one row changed, or somebody voted before.
2. Check that the last turn is answered by both.
3. Find what speaks against counting it, and leave the comparison behind.
4. Write the vote.
All in one transaction; the reveal is read after it.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arena import selectors
from arena.errors import BattleClosed, InvalidInput, NotReady
from arena.identity_leak import asks_identity, names_itself
from arena.models import Battle, Reply, Turn, Vote
from arena.vote_limits import beyond_limits
from lib.keyed_hash import keyed_hash
from lib.visitors import Visitor
from ranking.categories import RULES_VERSION, label_by_rules
from ranking.models import Comparison
from ranking.reading.style_features import style_features
from ranking.selectors import OVERALL
from ranking.services import record_comparison

READING_CHARACTERS_PER_SECOND = 100.0  # three times as fast as people read
_OUTCOMES = {
    Vote.Verdict.A: Comparison.Outcome.LEFT,
    Vote.Verdict.B: Comparison.Outcome.RIGHT,
    Vote.Verdict.TIE: Comparison.Outcome.TIE,
    Vote.Verdict.BOTH_BAD: Comparison.Outcome.BOTH_BAD,
}
REASONS = ("correct", "helpful", "clear", "creative", "wrong", "ignored_instructions", "unclear")


@transaction.atomic
def cast_vote(
    *, battle: Battle, verdict: str, visitor: Visitor, captcha: str, idempotency_key: str = ""
) -> Vote:
    """Record the verdict. The same idempotency key gives the first answer again.

    captcha: the weakest verdict of this visitor's checks. Raises InvalidInput, NotReady,
    BattleClosed; then nothing was changed.
    """
    if verdict not in Vote.Verdict.values:
        raise InvalidInput(_("Choose A, tie, both bad or B."))
    claimed = Battle.objects.filter(pk=battle.pk, status=Battle.Status.OPEN).update(
        status=Battle.Status.VOTED
    )
    if not claimed:
        return _first_vote(battle, visitor, idempotency_key)
    battle.refresh_from_db()
    last = selectors.last_turn(battle)
    if battle.right_id is None or last.status != Turn.Status.DONE:
        raise NotReady(_("You can vote as soon as both have finished."))
    return Vote.objects.create(
        battle=battle,
        verdict=verdict,
        user=visitor.user,
        visitor_key=visitor.key,
        idempotency_key=idempotency_key,
        comparison=_leave_comparison(battle, last, verdict, visitor, captcha),
        created_at=timezone.now(),
    )


def give_reasons(*, vote: Vote, reasons: list[str]) -> None:
    """Tags, given after the vote and never asked for. Unknown ones are refused."""
    unknown = set(reasons) - set(REASONS)
    if unknown:
        raise InvalidInput(_("Unknown reason: %(name)s.") % {"name": sorted(unknown)[0]})
    vote.reasons = reasons
    vote.save(update_fields=["reasons"])


def _first_vote(battle: Battle, visitor: Visitor, idempotency_key: str) -> Vote:
    vote = Vote.objects.filter(battle=battle).first()
    again = vote and idempotency_key and vote.idempotency_key == idempotency_key
    if vote and again and vote.visitor_key == visitor.key:
        return vote
    if vote:
        raise BattleClosed(_("You have voted on this battle."))
    raise BattleClosed(_("One side failed, so there is no fair comparison."))


@dataclass(frozen=True, slots=True)
class _Objections:
    flags: list[str]
    excluded: str  # the first that keeps the comparison out of the ranking


def _leave_comparison(
    battle: Battle, last: Turn, verdict: str, visitor: Visitor, captcha: str
) -> Comparison:
    now = timezone.now()
    finished_at = last.finished_at or now
    reading_seconds = (now - finished_at).total_seconds()
    turns = list(Turn.objects.filter(battle=battle).order_by("index"))
    replies = [selectors.replies_of(turn) for turn in turns]
    answers = {side: [r[side] for r in replies if side in r] for side in ("a", "b")}
    objections = _objections(battle, turns, answers, captcha, reading_seconds)
    prompt = " ".join(turn.text for turn in turns).casefold()
    prompt_key = keyed_hash(settings.HASH_KEY, "prompt", " ".join(prompt.split()))
    beyond = beyond_limits(battle, visitor.voter_key, prompt_key, now)
    texts = [reply.text for side in answers.values() for reply in side]
    return record_comparison(
        categories=label_by_rules(
            "\n".join(turn.text for turn in turns), texts, battle.language, len(turns)
        ),
        labeller=RULES_VERSION,
        source=f"battle:{battle.pk}",
        board=OVERALL,
        left_id=battle.left_id,
        right_id=battle.right_id,
        outcome=_OUTCOMES[Vote.Verdict(verdict)],
        num_turns=len(turns),
        propensity=battle.propensity,
        voter_key=visitor.voter_key,
        network_key=visitor.network_key,
        prompt_key=prompt_key,
        language=battle.language,
        left_style=_style(answers["a"]),
        right_style=_style(answers["b"]),
        captcha=captcha,
        reading_seconds=reading_seconds,
        flags=objections.flags,
        excluded=objections.excluded or beyond,
        created_at=now,
    )


def _objections(
    battle: Battle,
    turns: list[Turn],
    answers: dict[str, list[Reply]],
    captcha: str,
    reading_seconds: float,
) -> _Objections:
    flags, excluded = [], []
    for side, replies in answers.items():
        aliases = selectors.contestant_of(battle, side).aliases
        name = selectors.contestant_of(battle, side).name
        for reply in replies:
            if leak := names_itself(reply.text, [name, *aliases]):
                flags.append(f"identity_leak:{side}:{leak}")
                excluded.append("identity_leak")
    if any(asks_identity(turn.text) for turn in turns):
        flags.append("asks_identity")
        excluded.append("identity_leak")
    if battle.mode != Battle.Mode.BLIND:
        excluded.append("names_known")
    if captcha != Comparison.Captcha.PASSED:
        excluded.append(f"captcha_{captcha}")
    num_characters = sum(len(replies[-1].text) for replies in answers.values() if replies)
    if reading_seconds < num_characters / READING_CHARACTERS_PER_SECOND - _seconds_shown(turns):
        flags.append("fast_vote")
    return _Objections(flags, excluded[0] if excluded else "")


def _seconds_shown(turns: list[Turn]) -> float:
    """How long the last answers were on the screen while they were being written."""
    last = turns[-1]
    return (last.finished_at - last.created_at).total_seconds() if last.finished_at else 0.0


def _style(replies: list[Reply]) -> dict[str, int]:
    """Features summed over all turns of one side."""
    total: dict[str, int] = {}
    for reply in replies:
        for name, count in style_features(reply.text, reply.completion_tokens).items():
            total[name] = total.get(name, 0) + count
    return total
