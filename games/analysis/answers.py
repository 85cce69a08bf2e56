"""Answers to yes-or-no questions: which way they point, and how evenly a session's questions split.

disparity ratio DR = |Y - N| / (Y + N) with Y the yeses plus half the "probably yes", N likewise; 0
is balanced. "Don't know" is left out. A lower value is no gain in information by itself: a yes
narrows no more than a no. So there is the split disparity beside it: |a - b| / (a + b), where a and
b of the candidates would be answered yes and no.
Source: GameArena (arXiv 2412.06394), which names a disparity ratio and leaves it open.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from games.analysis.errors import CannotMeasure

LEANINGS = MappingProxyType(
    {"yes": 1.0, "probably yes": 0.5, "don't know": 0.0, "probably no": -0.5, "no": -1.0}
)

Oracle = Callable[[str, str], str]  # (word, question) -> one of the five answers


@dataclass(frozen=True)
class Answered:
    """A question and what was answered, one of the five."""

    question: str
    answer: str


def leaning(answer: str) -> float:
    """1 for yes to -1 for no; 0 where it says neither. Raises CannotMeasure."""
    try:
        return LEANINGS[answer]
    except KeyError:
        known = ", ".join(LEANINGS)
        raise CannotMeasure(f"“{answer}” is no answer of this game. There are: {known}.") from None


def oppose(first: str, second: str) -> bool:
    """Whether one answer leans to yes and the other to no."""
    return leaning(first) * leaning(second) < 0


def disparity_ratio(answers: Sequence[str]) -> float | None:
    """0 to 1; None where nothing was answered by yes or no."""
    leanings = [leaning(answer) for answer in answers]
    return _disparity(
        sum(one for one in leanings if one > 0), sum(-one for one in leanings if one < 0)
    )


def split_disparity(candidates: Sequence[str], question: str, oracle: Oracle) -> float | None:
    """0 to 1; None where the oracle can say neither yes nor no of any candidate."""
    return disparity_ratio([oracle(candidate, question) for candidate in candidates])


def _disparity(yeses: float, noes: float) -> float | None:
    return abs(yeses - noes) / (yeses + noes) if yeses + noes else None
