"""Contestants: made from a roster, let in and kept out."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from ranking.models import Contestant


@transaction.atomic
def ensure_contestants(*, contestants: Iterable[Mapping[str, object]]) -> list[Contestant]:
    """Create those whose slug is new and return them; what is there already stays as it is."""
    created = []
    for facts in contestants:
        if Contestant.objects.filter(slug=facts["slug"]).exists():
            continue
        contestant = Contestant(**facts)
        contestant.full_clean()
        contestant.save(force_insert=True)
        created.append(contestant)
    return created


def activate(*, contestant: Contestant) -> bool:
    """Let a contestant take part in new battles; False if it did already."""
    return _change_active(contestant, active=True)


def deactivate(*, contestant: Contestant) -> bool:
    """Keep a contestant out of new battles; its comparisons go on counting."""
    return _change_active(contestant, active=False)


def _change_active(contestant: Contestant, *, active: bool) -> bool:
    rows = Contestant.objects.filter(pk=contestant.pk, active=not active)
    changed = rows.update(active=active) == 1
    contestant.active = active
    return changed
