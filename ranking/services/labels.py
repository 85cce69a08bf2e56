"""Labels: what kind of question a comparison was about, and who said so."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ranking.models import Comparison, Label
from ranking.services.pair_counts import count


def add_labels(comparison: Comparison, categories: Iterable[str], labeller: str) -> None:
    """The labels of a comparison that is not counted yet. Raises ValidationError."""
    chosen = sorted(set(categories))
    if chosen and not labeller:
        raise ValidationError({"labeller": _("Say who gave these labels, with its version.")})
    labels = [Label(comparison=comparison, category=c, labeller=labeller) for c in chosen]
    for label in labels:
        label.full_clean(validate_unique=False, validate_constraints=False)
    Label.objects.bulk_create(labels)


@transaction.atomic
def relabel(comparison: Comparison, *, verdicts: dict[str, bool], labeller: str) -> bool:
    """What `labeller` says of each category named; others keep their labels. False if no change.

    The counts of the categories follow, unless the comparison is set aside.
    """
    locked = Comparison.objects.select_for_update().get(pk=comparison.pk)
    before = {label.category: label for label in locked.labels.all()}
    changed = False
    for category, holds in verdicts.items():
        label = before.get(category) or Label(comparison=locked, category=category, holds=False)
        was_so = label.holds
        if label.pk and was_so == holds and label.labeller == labeller:
            continue
        label.holds, label.labeller = holds, labeller
        label.full_clean(validate_unique=False, validate_constraints=False)
        label.save()
        changed = True
        if was_so != holds and not locked.excluded:
            count(locked, 1 if holds else -1, categories=[category])
    return changed
