"""Were the answers of a session true? An oracle answers each question again and is compared.

The oracle knows less than people, so one surprising answer is no proof. A session is set aside
where less than LEAST_AGREEMENT of the answers agree, or where two answers exclude each other: the
same question is answered both ways, or no known word can have both; or where more than half of what
the oracle knows was met with "don't know". What is set aside is excluded from the ratings of models
and kept otherwise.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from games.analysis.answers import Answered, Oracle, leaning, oppose
from games.analysis.candidates import as_read, plain

LEAST_AGREEMENT = 0.7
LEAST_COMPARED = 3  # below, a share says nothing: one surprise of two would set aside


@dataclass(frozen=True)
class HonestyAudit:
    """surprising: numbers of the questions, from 1, that the oracle answers the other way.

    contradictions: pairs of such numbers. num_compared: where both said yes or no, more or less.
    agreement: None where that is never the case. num_evaded: where only the oracle said so.
    """

    num_compared: int
    agreement: float | None
    surprising: tuple[int, ...]
    contradictions: tuple[tuple[int, int], ...]
    num_evaded: int = 0

    @property
    def is_evasive(self) -> bool:
        return self.num_evaded >= LEAST_COMPARED and self.num_evaded > self.num_compared

    @property
    def is_excluded(self) -> bool:
        too_few = (
            self.agreement is not None
            and self.num_compared >= LEAST_COMPARED
            and self.agreement < LEAST_AGREEMENT
        )
        return too_few or bool(self.contradictions)


def audit(
    word: str,
    answers: Sequence[Answered],
    oracle: Oracle,
    *,
    words: Sequence[str] = (),
    sense: Callable[[str], str] = plain,
) -> HonestyAudit:
    """words: known words, of which two answers together must fit one; none, and only the same
    question is looked at. sense: questions of the same sense ask the same.
    """
    ours = [leaning(one.answer) for one in answers]
    theirs = [leaning(oracle(word, one.question)) for one in answers]
    products = [mine * other for mine, other in zip(ours, theirs, strict=True)]
    num_compared = sum(product != 0 for product in products)
    surprising = tuple(number for number, product in enumerate(products, 1) if product < 0)
    return HonestyAudit(
        num_compared=num_compared,
        agreement=1.0 - len(surprising) / num_compared if num_compared else None,
        surprising=surprising,
        contradictions=_contradictions(answers, oracle, words, sense),
        num_evaded=sum(other != 0 and mine == 0 for mine, other in zip(ours, theirs, strict=True)),
    )


def list_consistency(
    lists: Sequence[Sequence[str] | None], answers: Sequence[Answered], oracle: Oracle
) -> float | None:
    """How well a model minds what it was told: the mean over turns of the share of its candidates
    that contradict no answer before.

    lists[t] is from before answers[t], so answers[:t] are held against it. A candidate contradicts
    where the oracle leans the other way; an unknown does not. None where no list names anything.
    """
    shares = []
    for turn, listed in enumerate(lists):
        candidates = as_read(listed or ())
        if candidates:
            told = answers[:turn]
            shares.append(np.mean([_fits(one, told, oracle) for one in candidates]))
    return float(np.mean(shares)) if shares else None


def _fits(word: str, answers: Sequence[Answered], oracle: Oracle) -> bool:
    return not any(oppose(one.answer, oracle(word, one.question)) for one in answers)


def _contradictions(
    answers: Sequence[Answered],
    oracle: Oracle,
    words: Sequence[str],
    sense: Callable[[str], str],
) -> tuple[tuple[int, int], ...]:
    """Pairs of questions, from 1. Answers that fit no word by themselves exclude nothing: there
    the oracle is at fault, or the bank is too small."""
    fits = np.array(
        [[not oppose(a.answer, oracle(word, a.question)) for a in answers] for word in words],
        dtype=np.int64,
    ).reshape(len(words), len(answers))
    together = fits.T @ fits
    alone = together.diagonal()
    senses = [sense(one.question) for one in answers]

    def exclude(i: int, j: int) -> bool:
        if senses[i] == senses[j] and oppose(answers[i].answer, answers[j].answer):
            return True
        return bool(len(words) and alone[i] and alone[j] and not together[i, j])

    return tuple((i + 1, j + 1) for i, j in combinations(range(len(answers)), 2) if exclude(i, j))
