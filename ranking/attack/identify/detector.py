"""A detector for one target: did it write this answer? Trained, and judged on answers unseen.

SAME_PROMPT trains and tests on answers to one prompt, as an attacker may who chooses the prompt;
UNSEEN_PROMPTS tests on prompts of which the detector saw no answer, which is what an arena that
lets each prompt count once would leave. Target and rest are half of both parts each, so 50 % is
guessing. Logistic regression of scikit-learn, 80 to 20, after Huang Y. et al. (2025).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from ranking.attack.identify.answers import Answer, by_prompt, contestants_of
from ranking.attack.identify.features import Features, extractor

TRAIN_SHARE = 0.8
LEAST_ANSWERS = 5  # of each kind, to train and test on one prompt
INVERSE_PENALTY = {Features.COMBINED: 10.0}  # scikit-learn's C; 1 for the others
MOST_STEPS = 2000


Labelled = list[tuple[str, bool]]  # an answer, and whether the target wrote it


class TooFewAnswers(ValueError):
    """These answers cannot be split as asked; the message says what is missing."""


class Split(StrEnum):
    SAME_PROMPT = "same-prompt"
    UNSEEN_PROMPTS = "unseen-prompts"


@dataclass(frozen=True)
class Accuracy:
    """share: of right answers, over num_tests answers that were not trained on; by_prompt: the
    same for each prompt that was tested apart; rest: the other one of a pair, or ""."""

    target: str
    rest: str
    share: float
    num_tests: int
    by_prompt: dict[str, float]


def accuracies(
    answers: Sequence[Answer], *, split: Split, features: Features, seed: int
) -> list[Accuracy]:
    """For each contestant against all others. Raises TooFewAnswers."""
    contestants = _at_least_two(answers)
    texts = by_prompt(answers)
    return [
        _accuracy(texts, target, [c for c in contestants if c != target], "", split, features, seed)
        for target in contestants
    ]


def pair_accuracies(
    answers: Sequence[Answer], *, split: Split, features: Features, seed: int
) -> list[Accuracy]:
    """For each two contestants: which of them wrote it? Raises TooFewAnswers."""
    contestants = _at_least_two(answers)
    texts = by_prompt(answers)
    return [
        _accuracy(texts, target, [other], other, split, features, seed)
        for i, target in enumerate(contestants)
        for other in contestants[i + 1 :]
    ]


def _accuracy(
    texts: dict[str, dict[str, list[str]]],
    target: str,
    others: list[str],
    rest: str,
    split: Split,
    features: Features,
    seed: int,
) -> Accuracy:
    rng = np.random.default_rng(seed)
    if split is Split.SAME_PROMPT:
        parts = _of_each_prompt(texts, target, others, rng)
    else:
        parts = iter([("", *_of_whole_prompts(texts, target, others, rng))])
    results = {
        prompt: (_share_right(train, test, features), len(test)) for prompt, train, test in parts
    }
    if not results:
        raise TooFewAnswers(
            f"No prompt has {LEAST_ANSWERS} answers of {target} and as many of others; collect "
            "more answers a prompt, or test on unseen prompts."
        )
    num_tests = sum(num for _, num in results.values())
    mean = sum(share * num for share, num in results.values()) / num_tests
    by_prompt = {prompt: share for prompt, (share, _) in results.items() if prompt}
    return Accuracy(target, rest, mean, num_tests, by_prompt)


def _of_each_prompt(
    texts: dict[str, dict[str, list[str]]], target: str, others: list[str], rng: np.random.Generator
) -> Iterator[tuple[str, Labelled, Labelled]]:
    """Prompt, training part, test part."""
    for prompt, writers in texts.items():
        own = writers.get(target, [])
        rest = [text for other in others for text in writers.get(other, [])]
        num = min(len(own), len(rest))
        if num < LEAST_ANSWERS:
            continue
        cut = round(TRAIN_SHARE * num)
        rows_own = [(own[i], True) for i in rng.permutation(len(own))[:num]]
        rows_rest = [(rest[i], False) for i in rng.permutation(len(rest))[:num]]
        yield prompt, rows_own[:cut] + rows_rest[:cut], rows_own[cut:] + rows_rest[cut:]


def _of_whole_prompts(
    texts: dict[str, dict[str, list[str]]], target: str, others: list[str], rng: np.random.Generator
) -> tuple[Labelled, Labelled]:
    """One answer of another contestant beside each of the target's."""
    rows = []
    for writers in texts.values():
        present = [other for other in others if writers.get(other)]
        if target in writers and present:
            rows.append(
                [
                    row
                    for own in writers[target]
                    for row in _with_another(own, present, writers, rng)
                ]
            )
    if len(rows) < LEAST_ANSWERS:
        raise TooFewAnswers(
            f"Only {len(rows)} prompts were answered by {target} and by others; unseen prompts "
            f"take at least {LEAST_ANSWERS}."
        )
    order = rng.permutation(len(rows))
    cut = round(TRAIN_SHARE * len(rows))
    train = [row for i in order[:cut] for row in rows[i]]
    return train, [row for i in order[cut:] for row in rows[i]]


def _with_another(
    own: str, present: list[str], writers: dict[str, list[str]], rng: np.random.Generator
) -> Labelled:
    other = writers[present[rng.integers(len(present))]]
    return [(own, True), (other[rng.integers(len(other))], False)]


def _share_right(train: Labelled, test: Labelled, features: Features) -> float:
    penalty = INVERSE_PENALTY.get(features, 1.0)
    detector = make_pipeline(
        extractor(features), LogisticRegression(C=penalty, max_iter=MOST_STEPS)
    )
    try:
        detector.fit([text for text, _ in train], [is_own for _, is_own in train])
    except ValueError as error:  # no word twice
        raise TooFewAnswers(
            f"There is too little in these answers to learn from: {error}"
        ) from None
    found = detector.predict([text for text, _ in test])
    return float(np.mean(found == np.array([is_own for _, is_own in test])))


def _at_least_two(answers: Sequence[Answer]) -> list[str]:
    contestants = contestants_of(answers)
    if len(contestants) < 2:
        raise TooFewAnswers("Telling contestants apart takes answers of at least two of them.")
    return contestants
