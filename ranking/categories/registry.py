"""The registry of categories. A new one is one entry here, its name in ranking/names.py, and one
test.

A category is told by a rule when the comparison is stored, or by a judge some time later, or it
needs no label at all: it leaves certain outcomes of all comparisons out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ranking.categories import rules
from ranking.categories.question import Question
from ranking.categories.rules import Rule
from ranking.lens import EVERYTHING

RULES_VERSION = "rules 1"


@dataclass(frozen=True)
class Category:
    """rule: None where only a judge can tell; leaves_out: outcomes that do not enter the fit."""

    slug: str
    description: str
    rule: Rule | None = None
    by_judge: bool = False
    leaves_out: frozenset[str] = frozenset()

    @property
    def base(self) -> str:
        """The category whose counts it is made from."""
        return EVERYTHING if self.leaves_out else self.slug


def _language(slug: str, code: str) -> Category:
    description = "Questions in this language, as told from the first message."
    return Category(slug, description, rules.written_in(code))


CATEGORIES: dict[str, Category] = {
    category.slug: category
    for category in (
        Category(EVERYTHING, "Every comparison that counts."),
        Category(
            "hard-prompts",
            "At least six of seven criteria hold, such as specificity and problem solving; "
            "told by a judge.",
            by_judge=True,
        ),
        Category(
            "instruction-following",
            "The prompt gives instructions that an answer can be checked against; told by a judge.",
            by_judge=True,
        ),
        Category(
            "coding",
            "Blocks of code, names of languages and libraries, or commands.",
            rules.is_about_code,
        ),
        Category(
            "mathematics",
            "Equations, or words that belong to mathematics.",
            rules.is_mathematics,
        ),
        Category(
            "creative-writing",
            "Asks for a poem, a story, lyrics and the like; first by rules, later by a judge.",
            rules.is_creative_writing,
            by_judge=True,
        ),
        Category(
            "multi-turn",
            "Conversations of two turns or more.",
            rules.has_several_turns,
        ),
        Category(
            "long-query",
            "The visitor wrote 500 tokens or more.",
            rules.is_long,
        ),
        Category(
            "short-query",
            "The visitor wrote fewer than 5 tokens.",
            rules.is_short,
        ),
        _language("english", "en"),
        _language("chinese", "zh"),
        _language("german", "de"),
        _language("french", "fr"),
        _language("spanish", "es"),
        _language("russian", "ru"),
        _language("japanese", "ja"),
        _language("korean", "ko"),
        _language("italian", "it"),
        _language("portuguese", "pt"),
        Category(
            "no-refusal",
            "Comparisons in which neither answer refuses.",
            rules.nobody_refuses,
        ),
        Category(
            "no-ties",
            "Only comparisons in which one answer was better.",
            leaves_out=frozenset({"tie", "both_bad"}),
        ),
        Category(
            "not-both-bad",
            "Comparisons in which at least one answer was good.",
            leaves_out=frozenset({"both_bad"}),
        ),
    )
}
JUDGED = tuple(category.slug for category in CATEGORIES.values() if category.by_judge)


def label_by_rules(prompt: str, answers: Iterable[str], language: str, num_turns: int) -> set[str]:
    """Slugs of the categories whose rule holds; see RULES_VERSION for who said so.

    prompt: all messages of the visitor, joined; language: ISO 639 code or "".
    """
    question = Question(prompt, tuple(answers), language, num_turns)
    return {
        category.slug
        for category in CATEGORIES.values()
        if category.rule is not None and category.rule(question)
    }
