"""Battles to give away, with their texts: blind ones whose vote counts, and no private details.

What an account's deletion took is gone; what a moderator set aside stays aside.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from arena import selectors
from arena.models import Battle, Turn
from ranking.formats import Row
from ranking.reading.private_details import private_details
from ranking.selectors import MODERATED, exported_names, exported_row

BATTLES_AT_ONCE = 200


def exported_battles(left_out: Counter[str]) -> Iterator[Row]:
    """Rows with ids and voters of ours still (formats/pseudonyms.py); reasons are tallied."""
    counted = Battle.objects.filter(
        mode=Battle.Mode.BLIND, status=Battle.Status.VOTED, vote__comparison__excluded=""
    )
    battles = counted.select_related("vote__comparison")
    battles = battles.prefetch_related("vote__comparison__labels", "turns")
    names = exported_names()
    for battle in battles.order_by("created_at").iterator(chunk_size=BATTLES_AT_ONCE):
        comparison = battle.vote.comparison
        assert comparison is not None, "only battles with one are asked for"
        row = _with_words(exported_row(comparison, names), battle)
        if reason := MODERATED if MODERATED in comparison.flags else _private_detail(row):
            left_out[reason] += 1
        else:
            yield row


def _private_detail(row: Row) -> str:
    """The kind of the first in its words, or ""."""
    kinds = map(private_details, (*row.prompts, *row.left_answers, *row.right_answers))
    return next(filter(None, kinds), "")


def _with_words(row: Row, battle: Battle) -> Row:
    turns = list(battle.turns.all())
    return replace(
        row,
        prompts=tuple(turn.text for turn in turns),
        left_answers=_answers(turns, "a"),
        right_answers=_answers(turns, "b"),
        num_swaps=len(battle.swaps),
    )


def _answers(turns: list[Turn], side: str) -> tuple[str, ...]:
    """Of the last attempt at each turn."""
    replies = [selectors.replies_of(turn).get(side) for turn in turns]
    return tuple(reply.text if reply else "" for reply in replies)
