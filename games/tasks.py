"""Beat's round of the matches: what nobody plays is closed, what lost its worker is taken up."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from games import selectors, services
from games.broadcasting import announce
from lib.jobs.tasks import wake

STUCK = timedelta(seconds=20)


@shared_task(ignore_result=True, expires=15)
def sweep_matches() -> None:
    now = timezone.now()
    idle = timedelta(seconds=settings.MATCH_IDLE_SECONDS)
    for match_id in selectors.idle_since(now - idle):
        if services.abandon(match_id=match_id, idle=idle, now=now):
            announce(match_id)
    for match_id in selectors.idle_since(now - STUCK):
        job = services.mend(match_id=match_id)
        if job is not None:
            wake(job)
