"""What a worker does for the ranking: make a board anew."""

from django.utils import timezone

from lib.jobs.registry import handler
from ranking import selectors, services
from ranking.models import Leaderboard
from ranking.refit import refit


@handler("ranking.refit")
def refit_board(payload: dict, attempt: int) -> None:
    """Refit the board named in the payload; harmless when it runs twice."""
    make_leaderboard(payload["board"])


def make_leaderboard(board: str) -> Leaderboard:
    """Load, refit, publish."""
    load = selectors.load_comparisons(board, timezone.now())
    standings = refit(load.records, selectors.active_contestant_ids())
    return services.publish_leaderboard(
        standings=standings,
        board=board,
        cut_off=load.cut_off,
        last_comparison_id=load.last_comparison_id,
        published_at=timezone.now(),
    )
