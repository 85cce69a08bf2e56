"""Writes of the ranking: comparisons, what is set aside, boards, contestants."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ranking.models import Comparison, Contestant, Leaderboard, Rating
from ranking.refit import Standings

MAY_BE_EMPTY = {"left_style", "right_style", "reading_seconds"}  # a match has no style
BY_MODERATOR = "moderator"  # why a comparison is set aside, when a person decided it


@transaction.atomic
def record_comparison(**facts: object) -> Comparison:
    """Store what a verdict or a match leaves behind; the keywords are the fields of Comparison.

    Raises ValidationError for facts that cannot be, such as a contestant against itself or a
    source that has left its comparison already.
    """
    comparison = Comparison(**facts)
    comparison.full_clean(exclude=MAY_BE_EMPTY)
    comparison.save(force_insert=True)
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


@transaction.atomic
def publish_leaderboard(
    *,
    standings: Standings,
    board: str,
    cut_off: datetime,
    last_comparison_id: int,
    published_at: datetime,
) -> Leaderboard:
    """A new board with all its rows. Being the newest makes it the one that is shown."""
    leaderboard = Leaderboard.objects.create(
        board=board,
        method=standings.method,
        cut_off=cut_off,
        published_at=published_at,
        num_comparisons=standings.num_comparisons,
        num_excluded=standings.num_excluded,
        last_comparison_id=last_comparison_id,
        connected=standings.connected,
    )
    Rating.objects.bulk_create(
        Rating(
            leaderboard=leaderboard,
            contestant_id=row.contestant_id,
            strength=row.strength,
            rating=row.rating,
            rating_low=row.rating_low,
            rating_high=row.rating_high,
            rank_low=row.rank_low,
            rank_high=row.rank_high,
            num_comparisons=row.num_comparisons,
            num_both_bad=row.num_both_bad,
        )
        for row in standings.rows
    )
    return leaderboard


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


def _change_excluded(comparison: Comparison, *, before: str, after: str) -> bool:
    rows = Comparison.objects.filter(pk=comparison.pk, excluded=before)
    if rows.update(excluded=after) == 0:
        return False
    comparison.excluded = after
    return True


def _change_active(contestant: Contestant, *, active: bool) -> bool:
    rows = Contestant.objects.filter(pk=contestant.pk, active=not active)
    changed = rows.update(active=active) == 1
    contestant.active = active
    return changed
