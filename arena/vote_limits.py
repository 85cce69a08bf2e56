"""Limits to what counts: a vote beyond them is stored like any other, and set aside at once.

A prompt that many accounts repeat is how a contestant is recognised by its answers, and one voter
on one pair again and again teaches the board nothing.
"""

from datetime import datetime, timedelta

from django.conf import settings

from arena.models import Battle
from ranking.selectors import OVERALL, held_back_because, num_counted_since

DAY = timedelta(days=1)


def beyond_limits(battle: Battle, voter_key: str, prompt_key: str, now: datetime) -> str:
    """Why this vote does not count although nothing is wrong with the battle; "" if it does."""
    board, since = OVERALL, now - DAY
    if settings.DEFENCE and (reason := held_back_because(voter_key, board)):
        return reason
    most = settings.PROMPT_VOTES_PER_DAY
    if most and num_counted_since(board, since, prompt_key=prompt_key) >= most:
        return "repeated_prompt"
    assert battle.right_id is not None, "only a battle with two sides has a vote"
    pair = (battle.left_id, battle.right_id)
    most = settings.PAIR_VOTES_PER_DAY
    if most and num_counted_since(board, since, voter_key=voter_key, pair=pair) >= most:
        return "repeated_pair"
    return ""
