"""Bits: what a question can tell, and what its answer told.

    expected   H(q) = -q log2 q - (1 - q) log2 (1 - q), q the part that would be answered yes
    realised   log2(|C before| / |C after|), of sets of candidates that are all alike

Sources: Shannon (1948), Bell System Technical Journal 27; the measures follow GuessingGame (arXiv
2509.19593).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import entr

from games.analysis.answers import Answered, Oracle, leaning, oppose
from games.analysis.errors import CannotMeasure


def expected_information(share_yes: float) -> float:
    """Bits, 0 to 1. Raises CannotMeasure where the share is none."""
    if not 0.0 <= share_yes <= 1.0:
        raise CannotMeasure(f"{share_yes:g} is no share: it lies between 0 and 1.")
    return _bits(np.array([share_yes, 1.0 - share_yes]))


def information_of_question(
    candidates: Sequence[str], question: str, oracle: Oracle
) -> float | None:
    """Bits that the question is expected to tell of these candidates, all alike.

    Candidates of which the oracle cannot say are left out; None where it can say of none.
    """
    leanings = [leaning(oracle(candidate, question)) for candidate in candidates]
    known = [one > 0 for one in leanings if one]
    return expected_information(sum(known) / len(known)) if known else None


def realised_gains(counts: Sequence[int]) -> tuple[float, ...]:
    """Bits of each step, from how many candidates were left before and after it.

    Raises CannotMeasure where none are left, or more than before.
    """
    if any(count < 1 for count in counts):
        raise CannotMeasure("No candidate is left, so that no number of bits says how it went.")
    if any(after > before for before, after in pairwise(counts)):
        raise CannotMeasure("An answer leaves no more candidates than there were before.")
    return tuple(float(np.log2(before / after)) for before, after in pairwise(counts))


@dataclass(frozen=True)
class Told:
    """Bits that a question was to tell of the words that were left, and that its answer told."""

    expected: float
    gained: float


def told_by(
    answers: Sequence[Answered], words: Collection[str], oracle: Oracle
) -> list[Told | None]:
    """Of each question, how it narrowed the words that its holder could have in mind.

    None where the oracle can say of no word, the answer is neither yes nor no, or no word fits it:
    then somebody is wrong, and the words stay as they are.
    """
    left, found = list(words), list[Told | None]()
    for one in answers:
        expected = information_of_question(left, one.question, oracle)
        fitting = [word for word in left if not oppose(one.answer, oracle(word, one.question))]
        if expected is None or not leaning(one.answer) or not fitting:
            found.append(None)
            continue
        (gained,) = realised_gains([len(left), len(fitting)])
        found.append(Told(expected, gained))
        left = fitting
    return found


def _bits(chances: NDArray[np.float64]) -> float:
    """Shannon's entropy."""
    return float(entr(chances).sum() / np.log(2.0))
