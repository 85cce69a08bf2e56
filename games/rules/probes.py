"""What a model may be made to say beside its move: what it believes at this point.

It is kept for analysis and seen by nobody while the match runs, and it never makes a move illegal.
The five beliefs are those of GameArena (arXiv 2412.06394).
"""

from collections.abc import Sequence
from typing import Any

from games.rules.base import NOBODY, Fact, Payload, Seat
from games.rules.payloads import A_WORD, choice_schema, list_of_texts, list_schema

MOST_CANDIDATES = 10
MOST_LISTED = 6  # that a model is made to list; each costs tokens
LONGEST_CANDIDATE = 40
BELIEFS = ("true", "possibly true", "unknown", "possibly false", "false")


def candidates_probe() -> dict[str, Any]:
    """The words that it could be, the likeliest first."""
    return {"candidates": list_schema(A_WORD, MOST_LISTED)}


def listed(move: Payload, seat: Seat) -> tuple[Fact, ...]:
    """The fact of a move's candidates; none where it has none."""
    candidates = list_of_texts(move, "candidates", MOST_CANDIDATES, LONGEST_CANDIDATE)
    return (Fact("listed", {"candidates": candidates}, seat, NOBODY),) if candidates else ()


def belief_probe(beliefs: Sequence[str] = BELIEFS) -> dict[str, Any]:
    """How likely the statement is true."""
    return {"belief": choice_schema(beliefs)}


def believed(move: Payload, seat: Seat, beliefs: Sequence[str] = BELIEFS) -> tuple[Fact, ...]:
    """The fact of a move's belief; none where it has none of these."""
    belief = move.get("belief")
    return (Fact("believed", {"belief": belief}, seat, NOBODY),) if belief in beliefs else ()
