"""Beat's rounds: what nobody plays is closed, what lost its worker is taken up; findings are made
anew when matches or beliefs have come.

Whoever watches a match ends it as soon as a clock has run out; the round does so later, for those
that nobody watches, and leaves a site that comes back the time to lengthen the clocks first.
"""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from games import selectors, services
from games.analysing import is_due
from games.attending import restarts
from games.attending.attendance import presence_at
from games.broadcasting import announce
from games.clocks import AFTER_RESTART
from games.tournaments.selectors import under_way
from games.tournaments.services import mend_step
from lib.jobs.tasks import wake

STUCK = timedelta(seconds=20)


@shared_task(ignore_result=True, expires=15)
def sweep_matches() -> None:
    now = timezone.now()
    idle = timedelta(seconds=settings.MATCH_IDLE_SECONDS)
    for match_id in selectors.idle_since(now - idle, but_of=now.date()):  # one try, all day long
        [presence] = presence_at([match_id])
        lags_ms = presence.lag_ms
        if services.abandon(match_id=match_id, idle=idle, now=now, lags_ms=lags_ms):
            announce(match_id)
    if restarts.was_away(now):
        restarts.note_restart(now)
    for match_id in selectors.overdue(now - AFTER_RESTART):
        if services.end_if_out_of_time(match_id=match_id, now=now):
            announce(match_id)
    for match_id in selectors.idle_since(now - STUCK, but_not_since=now - idle):
        job = services.mend(match_id=match_id)
        if job is not None:
            wake(job)


@shared_task(ignore_result=True, expires=240)
def analyse_if_due() -> None:
    if is_due(timezone.now()):
        wake(services.ask_for_analysis())


@shared_task(ignore_result=True, expires=30)
def sweep_tournaments() -> None:
    """A job was lost when its worker died again and again: ask for the next turn anew."""
    if under_way() is not None:
        mend_step(timezone.now())
