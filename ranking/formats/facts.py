"""What follows from a row: language, style, categories, and the words that tell prompts apart."""

from __future__ import annotations

from dataclasses import dataclass

from ranking.categories import RULES_VERSION, label_by_rules
from ranking.formats.items import Row
from ranking.reading.language import language_of
from ranking.reading.style_features import style_features

# Categories that can be told without the words of the question.
WITHOUT_WORDS = {
    "multi-turn", "english", "chinese", "german", "french", "spanish", "russian", "japanese",
    "korean", "italian", "portuguese",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """plain_prompt: all messages, case and spaces evened out, and the hashes of pictures; labels:
    category, (holds, who).
    """

    language: str
    plain_prompt: str
    left_style: dict[str, int]
    right_style: dict[str, int]
    labels: dict[str, tuple[bool, str]]

    @property
    def categories(self) -> list[str]:
        return [category for category, (holds, _) in self.labels.items() if holds]


def facts_of(row: Row, labeller: str) -> Facts:
    """What the texts say, and what the file says in its own words; `labeller` names the file's."""
    language = row.language or (language_of(row.prompts[0]) if row.prompts else "")
    answers = (*row.left_answers, *row.right_answers)
    by_rules = label_by_rules("\n".join(row.prompts), answers, language, row.num_turns)
    if not row.prompts:
        by_rules &= WITHOUT_WORDS
    labels = dict.fromkeys(sorted(by_rules), (True, RULES_VERSION))
    labels |= {category: (holds, labeller) for category, holds in row.categories.items()}
    return Facts(
        language=language,
        plain_prompt=" ".join([*" ".join(row.prompts).casefold().split(), *row.images]),
        left_style=_style(row.left_answers, dict(row.left_style)),
        right_style=_style(row.right_answers, dict(row.right_style)),
        labels=labels,
    )


def _style(answers: tuple[str, ...], said: dict[str, int]) -> dict[str, int]:
    """Features of all turns of one side, summed; what the file counts itself is believed."""
    total: dict[str, int] = {}
    for answer in answers:
        for name, number in style_features(answer).items():
            total[name] = total.get(name, 0) + number
    return total | said
