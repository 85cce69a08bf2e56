"""What a worker does for the ranking: make a board anew."""

from django.utils import timezone

from lib.jobs.registry import handler
from ranking import selectors, services
from ranking.inspection import inspect_board
from ranking.lens import PLAIN, Lens
from ranking.methods import METHODS
from ranking.models import Leaderboard
from ranking.refit import refit


@handler("ranking.refit")
def refit_board(payload: dict, attempt: int) -> None:
    """Refit the board named in the payload through its lens; harmless when it runs twice."""
    facts = dict(payload)
    make_leaderboard(facts.pop("board"), Lens(**facts))


@handler("ranking.inspect")
def inspect_votes(payload: dict, attempt: int) -> None:
    """Look at the new votes of the board named in the payload; harmless when it runs twice."""
    inspect_board(payload["board"], timezone.now())


def make_leaderboard(board: str, lens: Lens = PLAIN) -> Leaderboard:
    """Load, refit, publish. Raises KeyError for a window or method that is not known."""
    load = selectors.load(board, lens, timezone.now())
    method = METHODS[lens.method_key]
    standings = refit(load.contestant_ids, load.evidence, method, load.num_excluded)
    return services.publish_leaderboard(
        standings=standings,
        board=board,
        lens=lens,
        cut_off=load.cut_off,
        last_comparison_id=load.last_comparison_id,
        published_at=timezone.now(),
    )
