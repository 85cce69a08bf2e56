"""Old snapshots: all of the last week are kept, and one a day of what is older."""

from datetime import datetime, time, timedelta

from django.db import transaction

from ranking.models import Leaderboard, ThinnedLeaderboard

KEEP_ALL = timedelta(days=7)
AT_ONCE = 500


@transaction.atomic
def thin_leaderboards(*, now: datetime) -> int:
    """Delete at most AT_ONCE of them and note which one stands for each; how many there were.

    Of each board, lens and whole day (UTC) the last is kept; so the newest through a lens always
    is, however old.
    """
    columns = ("pk", "published_at", "board", "category", "window", "method_key")
    first_kept_day = datetime.combine((now - KEEP_ALL).date(), time.min, tzinfo=now.tzinfo)
    old = Leaderboard.objects.filter(published_at__lt=first_kept_day).order_by("-pk")
    kept: dict[tuple[object, ...], int] = {}
    stands_for: dict[int, int] = {}
    for pk, published_at, *lens in old.values_list(*columns).iterator():
        day = (published_at.date(), *lens)
        if day in kept:
            stands_for[pk] = kept[day]
        kept.setdefault(day, pk)
        if len(stands_for) == AT_ONCE:
            break
    Leaderboard.objects.filter(pk__in=stands_for).delete()
    ThinnedLeaderboard.objects.bulk_create(
        ThinnedLeaderboard(pk=pk, kept_id=kept_id) for pk, kept_id in stands_for.items()
    )
    return len(stands_for)
