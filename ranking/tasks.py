"""The beat's errand for the ranking: ask for a refit where one is due."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from lib.jobs import services as jobs
from lib.jobs import tasks as job_tasks
from ranking import selectors
from ranking.refit import is_due


@shared_task
def refit_if_due() -> None:
    """Enqueue a refit for every board that is due, once each, and wake a worker for it."""
    for board in selectors.boards():
        if _board_is_due(board):
            job = jobs.enqueue(kind="ranking.refit", payload={"board": board}, key=board)
            job_tasks.wake(job)


def _board_is_due(board: str) -> bool:
    newest = selectors.newest_leaderboard(board)
    if newest is None:
        return True
    return is_due(
        num_changed=selectors.num_changed_since(newest),
        age_seconds=(timezone.now() - newest.published_at).total_seconds(),
        num_at_once=settings.REFIT_NEW_VOTES,
        max_age_seconds=settings.REFIT_SECONDS,
    )
