"""Reads of jobs."""

from datetime import datetime

from django.db.models import F, Q

from lib.jobs.models import Job


def lease_lost(now: datetime) -> Q:
    """Running, but whoever ran it has not been heard of for too long."""
    return Q(status=Job.Status.RUNNING, lease_until__lt=now)


def claimable(now: datetime) -> Q:
    waiting = Q(status=Job.Status.PENDING, run_after__lte=now)
    return (waiting | lease_lost(now)) & Q(num_attempts__lt=F("max_attempts"))


def due(now: datetime, limit: int = 200) -> list[int]:
    """Ids of the jobs that a worker could claim now, those that have waited longest first."""
    jobs = Job.objects.filter(claimable(now)).order_by("run_after", "pk")
    return list(jobs.values_list("pk", flat=True)[:limit])


def is_work_waiting(now: datetime, *, besides: str) -> bool:
    """Whether any job is due or at work, those of one kind left aside."""
    at_work = Q(status=Job.Status.RUNNING) | claimable(now)
    return Job.objects.filter(at_work).exclude(kind=besides).exists()
