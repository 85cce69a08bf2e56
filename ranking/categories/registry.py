"""The registry of categories. A new one is one entry here and one test.

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
    name: str
    description: str
    rule: Rule | None = None
    by_judge: bool = False
    leaves_out: frozenset[str] = frozenset()

    @property
    def base(self) -> str:
        """The category whose counts it is made from."""
        return EVERYTHING if self.leaves_out else self.slug


def _language(slug: str, name: str, code: str) -> Category:
    description = "Questions in this language, as told from the first message."
    return Category(slug, name, description, rules.written_in(code))


CATEGORIES: dict[str, Category] = {
    category.slug: category
    for category in (
        Category(EVERYTHING, "All questions", "Every comparison that counts."),
        Category(
            "hard-prompts",
            "Hard prompts",
            "At least six of seven criteria hold, such as specificity and problem solving; "
            "told by a judge.",
            by_judge=True,
        ),
        Category(
            "instruction-following",
            "Instructions",
            "The prompt gives instructions that an answer can be checked against; told by a judge.",
            by_judge=True,
        ),
        Category(
            "coding",
            "Coding",
            "Blocks of code, names of languages and libraries, or commands.",
            rules.is_about_code,
        ),
        Category(
            "mathematics",
            "Mathematics",
            "Equations, or words that belong to mathematics.",
            rules.is_mathematics,
        ),
        Category(
            "creative-writing",
            "Creative writing",
            "Asks for a poem, a story, lyrics and the like; first by rules, later by a judge.",
            rules.is_creative_writing,
            by_judge=True,
        ),
        Category(
            "multi-turn",
            "Several turns",
            "Conversations of two turns or more.",
            rules.has_several_turns,
        ),
        Category(
            "long-query",
            "Long questions",
            "The visitor wrote 500 tokens or more.",
            rules.is_long,
        ),
        Category(
            "short-query",
            "Short questions",
            "The visitor wrote fewer than 5 tokens.",
            rules.is_short,
        ),
        _language("english", "English", "en"),
        _language("chinese", "Chinese", "zh"),
        _language("german", "German", "de"),
        _language("french", "French", "fr"),
        _language("spanish", "Spanish", "es"),
        _language("russian", "Russian", "ru"),
        _language("japanese", "Japanese", "ja"),
        _language("korean", "Korean", "ko"),
        _language("italian", "Italian", "it"),
        _language("portuguese", "Portuguese", "pt"),
        Category(
            "no-refusal",
            "No refusals",
            "Comparisons in which neither answer refuses.",
            rules.nobody_refuses,
        ),
        Category(
            "no-ties",
            "Without ties",
            "Only comparisons in which one answer was better.",
            leaves_out=frozenset({"tie", "both_bad"}),
        ),
        Category(
            "not-both-bad",
            "Not both bad",
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
