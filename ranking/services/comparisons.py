"""Comparisons: stored once, set aside and restored, never deleted; their counts follow at once."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ranking.models import Comparison
from ranking.services.labels import add_labels
from ranking.services.pair_counts import count

MAY_BE_EMPTY = {"left_style", "right_style", "reading_seconds"}  # a match has no style
BY_MODERATOR = "moderator"  # why a comparison is set aside, when a person decided it


@transaction.atomic
def record_comparison(
    *, categories: Iterable[str] = (), labeller: str = "", **facts: object
) -> Comparison:
    """Store what a verdict or a match leaves behind; the facts are the fields of Comparison.

    categories: what the question was about, as `labeller` sees it. Raises ValidationError for
    facts that cannot be, such as a contestant against itself or a source that has left its
    comparison already.
    """
    comparison = Comparison(**facts)
    comparison.full_clean(exclude=MAY_BE_EMPTY)
    comparison.save(force_insert=True)
    add_labels(comparison, categories, labeller)
    if not comparison.excluded:
        count(comparison, 1)
    return comparison


@transaction.atomic
def set_aside(comparison: Comparison, reason: str) -> bool:
    """Keep a comparison out of the ranking; False if it was out already: the first reason stays."""
    field = Comparison._meta.get_field("excluded")
    if not reason:
        raise ValidationError({"excluded": _("Say why this comparison should not count.")})
    field.run_validators(reason)
    return _change_excluded(comparison, before="", after=reason)


@transaction.atomic
def restore(comparison: Comparison) -> bool:
    """Let a comparison count again; False if it counted, or if somebody else changed it."""
    if not comparison.excluded:
        return False
    return _change_excluded(comparison, before=comparison.excluded, after="")


def _change_excluded(comparison: Comparison, *, before: str, after: str) -> bool:
    rows = Comparison.objects.filter(pk=comparison.pk, excluded=before)
    if rows.update(excluded=after) == 0:
        return False
    comparison.excluded = after
    count(comparison, -1 if after else 1)
    return True
