"""Bits: what a question can tell, and what its answer told.

    expected   H(q) = -q log2 q - (1 - q) log2 (1 - q), q the part that would be answered yes
    realised   log2(|C before| / |C after|), of sets of candidates that are all alike
               H(p before) - H(p after), of ranked lists, p proportional to 1 / rank

Sources: Shannon (1948), Bell System Technical Journal 27; the measures follow GuessingGame (arXiv
2509.19593). The second may be below 0: a model can come to doubt.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import entr

from games.analysis.answers import Oracle, leaning
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


def ranked_entropy(num_candidates: int) -> float:
    """Bits of a ranked list in which the weight of a place is 1 / rank; 0 for an empty one.

    An empty list is no certainty: see `ranked_gains`.
    """
    weights = 1.0 / np.arange(1, num_candidates + 1)
    return _bits(weights / weights.sum()) if num_candidates else 0.0


def ranked_gains(lengths: Sequence[int]) -> tuple[float | None, ...]:
    """Bits of each step, from the lengths of the ranked lists; None beside an empty list."""
    return tuple(
        ranked_entropy(before) - ranked_entropy(after) if before and after else None
        for before, after in pairwise(lengths)
    )


def _bits(chances: NDArray[np.float64]) -> float:
    """Shannon's entropy."""
    return float(entr(chances).sum() / np.log(2.0))
