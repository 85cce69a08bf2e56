"""Writes of jobs: ask for one, claim it, hold on to it, say how it ended.

Every change after enqueue is one conditional UPDATE; its count says whether it was ours to make.
Whoever claims a job is its holder. A holder that lost its lease to another changes nothing more.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from lib.jobs.backoff import retry_delay_seconds
from lib.jobs.models import Job
from lib.jobs.selectors import claimable, lease_lost

MAX_ERROR_CHARACTERS = 20_000
KEEP_DONE = timedelta(days=7)
LOST = "The worker that ran the last attempt was lost: its lease ran out."


class CannotRunAgain(Exception):
    """The job is waiting or running, or another one waits in its place."""


def enqueue(
    *,
    kind: str,
    payload: dict[str, Any],
    key: str = "",
    run_after: datetime | None = None,
    max_attempts: int = 5,
) -> Job:
    """Write the row, in the caller's transaction; while one with this key waits, return it."""
    facts = {
        "kind": kind,
        "payload": payload,
        "key": key,
        "run_after": run_after or timezone.now(),
        "max_attempts": max_attempts,
    }
    if not key:
        return Job.objects.create(**facts)
    while True:
        waiting = Job.objects.filter(kind=kind, key=key, status=Job.Status.PENDING).first()
        if waiting is not None:
            return waiting
        try:
            with transaction.atomic():
                return Job.objects.create(**facts)
        except IntegrityError:  # another process was quicker: theirs waits now
            continue


def claim(*, job_id: int, now: datetime, lease_seconds: float) -> Job | None:
    """Make this job ours; None when it is not due, not there, or somebody else's."""
    holder = uuid.uuid4().hex  # a new one for each claim: it fences off whoever came before
    num_claimed = Job.objects.filter(claimable(now), pk=job_id).update(
        status=Job.Status.RUNNING,
        lease_holder=holder,
        lease_until=now + timedelta(seconds=lease_seconds),
        num_attempts=F("num_attempts") + 1,
    )
    if num_claimed == 0:
        return None
    return Job.objects.filter(pk=job_id, lease_holder=holder).first()


def renew(*, job: Job, now: datetime, lease_seconds: float) -> bool:
    """Hold on for longer; False when the job is no longer ours."""
    return _change_held(job, lease_until=now + timedelta(seconds=lease_seconds))


def finish(*, job: Job, now: datetime) -> bool:
    """The work is done; False (and no change) when the job is no longer ours."""
    return _change_held(
        job, status=Job.Status.DONE, finished_at=now, lease_until=None, lease_holder="", error=""
    )


def fail(*, job: Job, now: datetime, error: str, try_again: bool = True) -> bool:
    """This attempt failed: wait and try again, or give up after max_attempts.

    A repeatable job under whose key another one waits by now gives up too: that one does the work.
    False (and no change) when the job is no longer ours.
    """
    error = error[-MAX_ERROR_CHARACTERS:]
    if try_again and job.num_attempts < job.max_attempts:
        wait = timedelta(seconds=retry_delay_seconds(job.num_attempts))
        try:
            with transaction.atomic():
                return _change_held(
                    job,
                    status=Job.Status.PENDING,
                    run_after=now + wait,
                    lease_until=None,
                    lease_holder="",
                    error=error,
                )
        except IntegrityError:
            error += "\nNot tried again: another job with the same key is waiting."
    return _change_held(
        job,
        status=Job.Status.FAILED,
        finished_at=now,
        lease_until=None,
        lease_holder="",
        error=error,
    )


def _change_held(job: Job, **changes: Any) -> bool:
    held = Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING, lease_holder=job.lease_holder)
    return held.update(**changes) == 1


def give_up_lost(*, now: datetime) -> int:
    """Close the jobs whose worker was lost in their last attempt; how many there were."""
    lost = Job.objects.filter(lease_lost(now), num_attempts__gte=F("max_attempts"))
    return lost.update(
        status=Job.Status.FAILED, finished_at=now, lease_until=None, lease_holder="", error=LOST
    )


def run_again(*, job: Job, now: datetime) -> None:
    """Give a job that has ended all its attempts anew; raises CannotRunAgain."""
    ended = Job.objects.filter(pk=job.pk, status__in=[Job.Status.DONE, Job.Status.FAILED])
    try:
        with transaction.atomic():
            num_changed = ended.update(
                status=Job.Status.PENDING, num_attempts=0, run_after=now, finished_at=None
            )
    except IntegrityError:
        raise CannotRunAgain("Another job with the same key is waiting already.") from None
    if num_changed == 0:
        raise CannotRunAgain("It has not ended yet.")


def delete_old(*, now: datetime, limit: int = 1000) -> int:
    """Forget at most limit jobs that were done more than a week ago."""
    old = Job.objects.filter(status=Job.Status.DONE, finished_at__lt=now - KEEP_DONE)
    num_deleted, _ = Job.objects.filter(
        pk__in=list(old.values_list("pk", flat=True)[:limit])
    ).delete()
    return num_deleted
