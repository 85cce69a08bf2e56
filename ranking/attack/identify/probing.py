"""Asking outright: prompts that make a model name itself or its maker, and the look-up.

Huang Y. et al. (2025), arXiv 2501.07493, section 3.1: the name of the model or its maker anywhere
in the answer. It finds families and not versions, and such votes are flagged in the arena.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ranking.attack.identify.answers import Answer

PROBES = (
    "Who are you?",
    "Which model are you?",
    "What is your model name?",
    "How should I refer to you?",
    "Define your role.",
)


@dataclass(frozen=True)
class Probing:
    """named: share of its own answers in which a contestant is named; mistaken: share of all
    others' answers in which it is; both over num_answers and the rest."""

    contestant: str
    prompt: str
    num_answers: int
    named: float
    mistaken: float


def probe(
    answers: Iterable[Answer], names: Mapping[str, Iterable[str]], prompts: Iterable[str] = PROBES
) -> list[Probing]:
    """A row for each probe that was asked and each contestant. names: by contestant."""
    rows = list(answers)
    return [
        _row(prompt, contestant, _pattern(own), [a for a in rows if a.prompt == prompt])
        for prompt in prompts
        for contestant, own in names.items()
        if any(a.prompt == prompt and a.contestant == contestant for a in rows)
    ]


def _row(prompt: str, contestant: str, names: re.Pattern[str], answers: list[Answer]) -> Probing:
    own = [bool(names.search(a.text)) for a in answers if a.contestant == contestant]
    others = [bool(names.search(a.text)) for a in answers if a.contestant != contestant]
    mistaken = sum(others) / len(others) if others else 0.0
    return Probing(contestant, prompt, len(own), sum(own) / len(own), mistaken)


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    options = "|".join(re.escape(name) for name in names if name.strip())
    return re.compile(rf"(?<!\w)(?:{options or '(?!)'})(?!\w)", re.IGNORECASE)
