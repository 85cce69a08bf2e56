"""Matches of accounts: brought along, and taken away."""

from django.db import transaction

from games.models import Match, Player


@transaction.atomic
def adopt_matches(*, visitor_key: str, user_id: int) -> None:
    """What a visitor played before logging in becomes the account's; of two tries at the word of
    one day, that of the account stays the only one."""
    if not visitor_key:
        return
    mine = Player.objects.filter(visitor_key=visitor_key, user=None)
    days = Player.objects.filter(user=user_id, day__isnull=False).values("day")
    mine.exclude(day__in=list(days.values_list("day", flat=True))).update(user=user_id)


@transaction.atomic
def delete_matches(*, user_id: int) -> None:
    """With every word in them. Their results stay on the boards, as numbers and keyed hashes."""
    Match.objects.filter(players__user=user_id).delete()
