"""What a finished match says about the model that played it, and why it may say nothing. Pure.

A match counts where a model met a human over an item that was dealt, and nothing speaks against it:
the human thought about their moves, and answered, truthfully as far as the oracle can tell.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from games.analysis.answers import Answered
from games.analysis.honesty import HonestyAudit, audit
from games.rules.base import Fact
from games.words.oracle import FIVE, Answer

TOO_FAST, DISHONEST, EVASIVE = "too-fast", "surprising-answers", "evasive-answers"
LEAST_SECONDS = 0.7  # the median time of a human's moves
SUCCESS = {"won": 1.0, "drawn": 0.5, "lost": 0.0}

Asked = Callable[[str, str], str]  # (question, key of the item) -> yes, no, unknown


@dataclass(frozen=True)
class Happening:
    """An event as far as time matters: whose, and when."""

    seat: str
    at: datetime


def seconds_of_moves(begun_at: datetime, happenings: Sequence[Happening], seat: str) -> list[float]:
    """How long a seat took for each of its moves, since whatever came before."""
    before, found = begun_at, []
    for one in happenings:
        if one.seat == seat and one.at > before:
            found.append((one.at - before).total_seconds())
        before = one.at
    return found


def is_too_fast(seconds: Sequence[float]) -> bool:
    return bool(seconds) and median(seconds) < LEAST_SECONDS


def audited(facts: Sequence[Fact], word: str, item_key: str, oracle: Asked) -> HonestyAudit:
    """The answers that a holder gave, each asked of the oracle again."""
    questions = [fact.payload["text"] for fact in facts if fact.kind == "asked"]
    answers = [fact.payload["answer"] for fact in facts if fact.kind == "answered"]
    answered = [Answered(*pair) for pair in zip(questions, answers, strict=False)]
    return audit(word, answered, lambda _word, question: FIVE[Answer(oracle(question, item_key))])
