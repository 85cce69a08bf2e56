"""Leaderboards: published whole, never changed."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from ranking.lens import PLAIN, Lens
from ranking.models import Leaderboard, Rating
from ranking.refit import Standings


@transaction.atomic
def publish_leaderboard(
    *,
    standings: Standings,
    board: str,
    cut_off: datetime,
    last_comparison_id: int,
    published_at: datetime,
    lens: Lens = PLAIN,
) -> Leaderboard:
    """A new board with all its rows. Being the newest makes it the one that is shown."""
    leaderboard = Leaderboard.objects.create(
        board=board,
        **asdict(lens),
        method=standings.method,
        cut_off=cut_off,
        published_at=published_at,
        num_comparisons=standings.num_comparisons,
        num_excluded=standings.num_excluded,
        last_comparison_id=last_comparison_id,
        connected=standings.connected,
        details=standings.details,
    )
    rows = (Rating(leaderboard=leaderboard, **asdict(row)) for row in standings.rows)
    Rating.objects.bulk_create(rows, batch_size=500)
    return leaderboard
