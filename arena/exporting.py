"""Battles to give away, with their texts: blind ones whose vote counts, and no private details.

What an account's deletion took is gone; what a moderator set aside stays aside.
"""

from collections import Counter
from collections.abc import Iterator

from arena import selectors
from arena.models import Battle, Turn
from ranking.formats import Row
from ranking.models import Comparison
from ranking.reading.private_details import private_details

BATTLES_AT_ONCE = 200
MODERATED = "moderated"


def exported_battles(left_out: Counter[str]) -> Iterator[Row]:
    """Rows with ids and voters of ours still (formats/pseudonyms.py); reasons are tallied."""
    counted = Battle.objects.filter(
        mode=Battle.Mode.BLIND, status=Battle.Status.VOTED, vote__comparison__excluded=""
    )
    battles = counted.select_related("left", "right", "vote__comparison")
    battles = battles.prefetch_related("vote__comparison__labels", "turns")
    for battle in battles.order_by("created_at").iterator(chunk_size=BATTLES_AT_ONCE):
        comparison = battle.vote.comparison
        assert comparison is not None, "only battles with one are asked for"
        row = _row(battle, comparison)
        if reason := _reason(row):
            left_out[reason] += 1
        else:
            yield row


def _reason(row: Row) -> str:
    if MODERATED in row.flags:
        return MODERATED
    kinds = map(private_details, (*row.prompts, *row.left_answers, *row.right_answers))
    return next(filter(None, kinds), "")


def _row(battle: Battle, comparison: Comparison) -> Row:
    turns = list(battle.turns.all())
    return Row(
        number=comparison.pk,
        left=selectors.contestant_of(battle, "a").name,
        right=selectors.contestant_of(battle, "b").name,
        outcome=comparison.outcome,
        id=comparison.source,
        at=comparison.created_at,
        voter=comparison.voter_key,
        language=comparison.language,
        num_turns=comparison.num_turns,
        prompts=tuple(turn.text for turn in turns),
        left_answers=_answers(turns, "a"),
        right_answers=_answers(turns, "b"),
        left_style=comparison.left_style,
        right_style=comparison.right_style,
        num_swaps=len(battle.swaps),
        flags=tuple(comparison.flags),
        categories={label.category: label.holds for label in comparison.labels.all()},
    )


def _answers(turns: list[Turn], side: str) -> tuple[str, ...]:
    """Of the last attempt at each turn."""
    replies = [selectors.replies_of(turn).get(side) for turn in turns]
    return tuple(reply.text if reply else "" for reply in replies)
