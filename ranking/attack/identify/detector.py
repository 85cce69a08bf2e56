"""Detectors of writers: did this contestant write this answer? Judged on answers not trained on.

SAME_PROMPT trains and tests on answers to one prompt, as an attacker may who chooses the prompt;
UNSEEN_PROMPTS tests on prompts of which the detector saw no answer, which is what an arena that
lets each prompt count once would leave. Huang Y. et al. (2025), arXiv 2501.07493, train a logistic
regression for each target, on as many answers of others as of its own. Here one regression tells
all writers apart, so that no answer of the others goes unused and each of them has a style of its
own; a target is then held against the rest at even odds. Tests are half the target's and half the
rest's, so 50 % is guessing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from ranking.attack.identify.answers import Answer, by_prompt, contestants_of
from ranking.attack.identify.features import Features, extractor
from ranking.stats.comparisons import Floats

TRAIN_SHARE = 0.8
LEAST_ANSWERS = 5  # of each writer, to train and test on one prompt
INVERSE_PENALTY = {Features.COMBINED: 10.0}  # scikit-learn's C; 1 for the others
MOST_STEPS = 2000

Bools = npt.NDArray[np.bool_]
Texts = dict[str, dict[str, list[str]]]  # prompt: writer: answers
Written = list[tuple[str, str]]  # an answer, and who wrote it


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


@dataclass(frozen=True)
class _Part:
    """What is trained on and tested on together; prompt: "" where there are many."""

    prompt: str
    train: Written
    test: Written


def accuracies(
    answers: Sequence[Answer], *, split: Split, features: Features, seed: int
) -> list[Accuracy]:
    """For each contestant against all others. Raises TooFewAnswers."""
    contestants = _at_least_two(answers)
    return _accuracies(by_prompt(answers), contestants, "", split, features, seed)


def pair_accuracies(
    answers: Sequence[Answer], *, split: Split, features: Features, seed: int
) -> list[Accuracy]:
    """For each two contestants: which of them wrote it? Raises TooFewAnswers."""
    texts = by_prompt(answers)
    return [
        _accuracies(_of_writers(texts, pair), pair[:1], pair[1], split, features, seed)[0]
        for pair in combinations(_at_least_two(answers), 2)
    ]


def _of_writers(texts: Texts, wanted: Sequence[str]) -> Texts:
    return {
        prompt: {writer: found[writer] for writer in wanted if writer in found}
        for prompt, found in texts.items()
    }


def _accuracies(
    texts: Texts,
    targets: Sequence[str],
    rest: str,
    split: Split,
    features: Features,
    seed: int,
) -> list[Accuracy]:
    rng = np.random.default_rng(seed)
    parts = _of_each_prompt if split is Split.SAME_PROMPT else _of_whole_prompts
    found: dict[str, dict[str, tuple[float, int]]] = {target: {} for target in targets}
    for part in parts(texts, rng):
        writers, odds = _odds(part, features)
        for target in targets:
            if target in writers:
                says_target = odds[:, writers.index(target)] > 1
                found[target][part.prompt] = _share_right(part, says_target, target, rng)
    return [_accuracy(target, rest, results) for target, results in found.items()]


def _of_each_prompt(texts: Texts, rng: np.random.Generator) -> Iterator[_Part]:
    for prompt, found in texts.items():
        train: Written = []
        test: Written = []
        enough = {w: answers for w, answers in found.items() if len(answers) >= LEAST_ANSWERS}
        for writer, answers in enough.items():
            rows = [(answers[i], writer) for i in rng.permutation(len(answers))]
            cut = round(TRAIN_SHARE * len(rows))
            train += rows[:cut]
            test += rows[cut:]
        if len(enough) > 1:
            yield _Part(prompt, train, test)


def _of_whole_prompts(texts: Texts, rng: np.random.Generator) -> Iterator[_Part]:
    shared = [found for found in texts.values() if len(found) > 1]
    if len(shared) < LEAST_ANSWERS:
        raise TooFewAnswers(
            f"Only {len(shared)} prompts were answered by two contestants or more; unseen prompts "
            f"take at least {LEAST_ANSWERS}."
        )
    order = rng.permutation(len(shared)).tolist()
    cut = round(TRAIN_SHARE * len(shared))
    yield _Part("", _rows(shared, order[:cut]), _rows(shared, order[cut:]))


def _rows(shared: list[dict[str, list[str]]], numbers: Sequence[int]) -> Written:
    return [
        (text, writer)
        for number in numbers
        for writer, answers in shared[number].items()
        for text in answers
    ]


def _odds(part: _Part, features: Features) -> tuple[list[str], Floats]:
    """Who was trained on, and [n, writers] how much likelier each is than the mean of the rest."""
    detector = make_pipeline(
        extractor(features),
        LogisticRegression(
            C=INVERSE_PENALTY.get(features, 1.0), max_iter=MOST_STEPS, class_weight="balanced"
        ),
    )
    try:
        detector.fit([text for text, _ in part.train], [writer for _, writer in part.train])
    except ValueError as error:  # no word twice
        raise TooFewAnswers(
            f"There is too little in these answers to learn from: {error}"
        ) from None
    shares = detector.predict_proba([text for text, _ in part.test])
    tiny = np.finfo(np.float64).tiny
    return list(detector.classes_), shares * (shares.shape[1] - 1) / np.maximum(1 - shares, tiny)


def _share_right(
    part: _Part, says_target: Bools, target: str, rng: np.random.Generator
) -> tuple[float, int]:
    """Over as many answers of the target as of the rest, drawn where there are more of one."""
    is_target = np.array([writer == target for _, writer in part.test])
    own, rest = np.flatnonzero(is_target), np.flatnonzero(~is_target)
    num = min(len(own), len(rest))
    if not num:
        return 0.0, 0
    drawn = np.concatenate([rng.permutation(rows)[:num] for rows in (own, rest)])
    return float(np.mean(says_target[drawn] == is_target[drawn])), 2 * num


def _accuracy(target: str, rest: str, results: dict[str, tuple[float, int]]) -> Accuracy:
    num_tests = sum(num for _, num in results.values())
    if not num_tests:
        raise TooFewAnswers(
            f"No prompt has {LEAST_ANSWERS} answers of {target} and as many of others; collect "
            "more answers a prompt, or test on unseen prompts."
        )
    mean = sum(share * num for share, num in results.values()) / num_tests
    by_prompt = {prompt: share for prompt, (share, num) in results.items() if prompt and num}
    return Accuracy(target, rest, mean, num_tests, by_prompt)


def _at_least_two(answers: Sequence[Answer]) -> list[str]:
    contestants = contestants_of(answers)
    if len(contestants) < 2:
        raise TooFewAnswers("Telling contestants apart takes answers of at least two of them.")
    return contestants
