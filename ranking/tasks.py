"""The beat's errands for the ranking: ask for a refit, or for a look at new votes, where due."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from lib.jobs import services as jobs
from lib.jobs import tasks as job_tasks
from ranking import selectors, services
from ranking.lens import PLAIN, Lens
from ranking.refit import is_due

LEAST_COMPARISONS = 50  # fewer say nothing through a lens that narrows
SLOW_PACE = timedelta(hours=1)
MOST_AT_ONCE = 20  # of a board, so that answers to visitors find workers too


@shared_task
def refit_if_due() -> None:
    """Enqueue a refit of every board that is due, once each, and wake a worker for it."""
    for board in selectors.board_slugs():
        if _board_is_due(board):
            ask_for_refit(board)


@shared_task
def refit_other_lenses() -> None:
    """The same for the other lenses of every board, at a slower pace; the longest waiting first."""
    for board in selectors.board_slugs():
        waiting = sorted(_lenses_due(board), key=lambda due: due[0])
        for _since, lens in waiting[:MOST_AT_ONCE]:
            ask_for_refit(board, lens)


def _lenses_due(board: str) -> Iterator[tuple[datetime, Lens]]:
    """Those with enough comparisons, news, and nothing newer than SLOW_PACE; since when."""
    now = timezone.now()
    newest = {selectors.lens_of(row): row for row in selectors.newest_leaderboards(board)}
    totals = selectors.lens_totals(board, now.date())
    for lens in selectors.worthwhile_lenses(board):
        total = totals.get((lens.category, lens.window), 0)
        if lens == PLAIN or total < LEAST_COMPARISONS:
            continue
        row = newest.get(lens)
        if row is None:
            yield datetime.min.replace(tzinfo=UTC), lens
        elif row.num_comparisons != total and now - row.published_at >= SLOW_PACE:
            yield row.published_at, lens


@shared_task
def thin_leaderboards() -> None:
    """Keep one snapshot a day of those that are older than a week."""
    while services.thin_leaderboards(now=timezone.now()):
        pass


def ask_for_refit(board: str, lens: Lens = PLAIN) -> None:
    """One waiting job for each board and lens, however often it is asked for."""
    key = ":".join([board, lens.category, lens.window, lens.method_key])
    job = jobs.enqueue(kind="ranking.refit", payload={"board": board, **asdict(lens)}, key=key)
    job_tasks.wake(job)


@shared_task
def inspect_if_due() -> None:
    """Ask for a look at every board that has new votes, once each, unless defences are off."""
    for board in selectors.board_slugs() if settings.DEFENCE else []:
        if selectors.newest_comparison_id(board) > selectors.inspected_upto(board):
            job = jobs.enqueue(kind="ranking.inspect", payload={"board": board}, key=board)
            job_tasks.wake(job)


@shared_task
def refit_match_boards() -> None:
    """Ask for a fit of every board of a game that has news, once each."""
    for board in selectors.match_boards():
        if selectors.is_match_board_due(board):
            job = jobs.enqueue(kind="ranking.match_board", payload={"board": board}, key=board)
            job_tasks.wake(job)


def _board_is_due(board: str) -> bool:
    newest = selectors.newest_leaderboard(board)
    if newest is None:
        return True
    now = timezone.now()
    return is_due(
        num_changed=selectors.num_changed_since(newest, now.date()),
        age_seconds=(now - newest.published_at).total_seconds(),
        num_at_once=settings.REFIT_NEW_VOTES,
        max_age_seconds=settings.REFIT_SECONDS,
    )
