"""What kind of question a comparison was about: by rules with a version, or by a judge."""

from ranking.categories.registry import (
    CATEGORIES,
    JUDGED,
    RULES_VERSION,
    Category,
    label_by_rules,
)

__all__ = ["CATEGORIES", "JUDGED", "RULES_VERSION", "Category", "label_by_rules"]
