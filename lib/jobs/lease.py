"""Holding a job while its handler works: a thread that renews the lease each third of it."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection
from django.utils import timezone

from lib.jobs import services
from lib.jobs.models import Job

logger = logging.getLogger(__name__)


@contextmanager
def held(job: Job, lease_seconds: float) -> Iterator[None]:
    """Renew the job's lease from another thread until the block ends or the job is lost."""
    over = threading.Event()
    thread = threading.Thread(
        target=_renew_until, args=(over, job, lease_seconds), name=f"lease-{job.pk}", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _renew_until(over: threading.Event, job: Job, lease_seconds: float) -> None:
    try:
        while not over.wait(lease_seconds / 3):
            try:
                if not services.renew(job=job, now=timezone.now(), lease_seconds=lease_seconds):
                    logger.warning("%s went to another worker while it ran here", job)
                    return
            except DatabaseError:  # busy or away for a moment: the lease outlives two misses
                logger.warning("The lease of %s was not renewed", job, exc_info=True)
    finally:
        connection.close()
