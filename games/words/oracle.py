"""Answers yes-or-no questions about objects of the bank: yes, no or unknown.

A question in free English is matched to one of the bank's attributes by the words in it, the first
pattern that fits; none means unknown. It never guesses: what WordNet cannot tell stays unknown.
"""

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from games.wording.guesses import names_word
from games.wording.letters import tokens_of
from games.words.bank import FOLDER, items


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


FIVE = {Answer.YES: "yes", Answer.NO: "no", Answer.UNKNOWN: "don't know"}  # as people answer
_LETTERS = {"y": Answer.YES, "n": Answer.NO, "?": Answer.UNKNOWN}
PATTERNS = Path(__file__).with_name("questions.tsv")
_NAMES = re.compile(r"^(?:so )?(?:is|are|was|could|might) (?:it|they|this|that)(?: be)? (.+)$")


@dataclass(frozen=True)
class Knowledge:
    """questions: key -> the question as the bank asks it; values: id -> a letter for each."""

    questions: dict[str, str]
    values: dict[str, str]


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Of questions, with the attribute that each asks for; "" is asked about, but nobody knows."""
    rows = [line.partition("\t") for line in PATTERNS.read_text("utf-8").splitlines()]
    return tuple((re.compile(row[0]), row[2]) for row in rows if not row[0].startswith("#"))


@cache
def knowledge() -> Knowledge:
    """The attribute table, read once."""
    found = json.loads((FOLDER / "attributes.json").read_text("utf-8"))
    return Knowledge(
        dict(found["head"]["questions"]), {row["id"]: row["values"] for row in found["items"]}
    )


def attribute_of(question: str) -> str:
    """The key of the attribute that a question asks for; "" if there is none."""
    plain = " ".join(token.text for token in tokens_of(question))
    return next((key for pattern, key in _patterns() if pattern.search(plain)), "")


def value_of(object_id: str, key: str) -> Answer:
    """What the bank knows. Unknown objects and attributes are unknown."""
    known = knowledge()
    if object_id not in known.values or key not in known.questions:
        return Answer.UNKNOWN
    place = list(known.questions).index(key)
    return _LETTERS[known.values[object_id][place]]


def answers_of(object_id: str) -> dict[str, Answer]:
    """All that the bank asks about objects, with what it knows of this one; {} where it is none."""
    known = knowledge()
    letters = known.values.get(object_id, "")
    return {
        question: _LETTERS[letter]
        for question, letter in zip(known.questions.values(), letters, strict=False)
    }


def answer(question: str, object_id: str) -> Answer:
    """Whether it is so of the object: its own name and category first, then the attributes."""
    about = _about().get(object_id)
    if about is None:
        return Answer.UNKNOWN
    word, aliases, category = about
    plain = " ".join(token.text for token in tokens_of(question))
    named = _NAMES.match(plain)
    if named and any(names_word(named[1], *one).holds for one in ((word, aliases), (category,))):
        return Answer.YES
    return value_of(object_id, attribute_of(question))


def about_word(word: str, question: str) -> str:
    """The same of a word or alias that people or models write, as people answer."""
    return FIVE[answer(question, _ids().get(" ".join(word.casefold().split()), ""))]


def about_each(question: str) -> dict[str, str]:
    """What the bank knows of every object at once, as people answer; where it knows nothing, the
    object is left out. A question that names a word or a kind is not looked into."""
    key, known = attribute_of(question), knowledge()
    if key not in known.questions:
        return {}
    place = list(known.questions).index(key)
    answers = {object_id: _LETTERS[letters[place]] for object_id, letters in known.values.items()}
    return {one: FIVE[found] for one, found in answers.items() if found is not Answer.UNKNOWN}


@cache
def _ids() -> dict[str, str]:
    """Words before aliases, where they are the same."""
    about = _about().items()
    aliases = {alias.casefold(): one for one, (_word, names, _kind) in about for alias in names}
    return aliases | {word.casefold(): one for one, (word, _names, _kind) in about}


@cache
def _about() -> dict[str, tuple[str, tuple[str, ...], str]]:
    return {
        item.id: (item.about["word"], tuple(item.about["aliases"]), item.about["category"])
        for item in items("object")
    }
