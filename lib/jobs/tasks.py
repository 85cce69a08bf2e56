"""What workers do: run one job, sweep up what was left, wake another worker.

Celery's own Django fixup closes the thread's database connection around each task.
"""

import logging
import traceback
from functools import partial

from celery import current_app, shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu import pools

from lib.jobs import registry, selectors, services
from lib.jobs.lease import held
from lib.jobs.models import Job

logger = logging.getLogger(__name__)

# A vote must not wait for a broker: one quick try, then the sweeper does it some seconds later.
PUBLISH_TIMEOUT_SECONDS = 0.25
QUICK = {
    "max_retries": 0,
    "socket_timeout": PUBLISH_TIMEOUT_SECONDS,
    "socket_connect_timeout": PUBLISH_TIMEOUT_SECONDS,
}


def wake(job: Job) -> None:
    """After the transaction, ask the broker to run the job. A broker that is away is logged."""
    transaction.on_commit(partial(publish, job.pk), robust=True)


def publish(job_id: int) -> bool:
    """Send the job's id to the workers; False when the broker did not take it."""
    connection = current_app.connection_for_write(
        transport_options=QUICK, connect_timeout=PUBLISH_TIMEOUT_SECONDS
    )
    try:
        with pools.producers[connection].acquire(block=True, timeout=1) as producer:
            run_job.apply_async((job_id,), producer=producer, retry=False)
    except Exception as error:  # whatever ails the broker, the row is safe and the sweeper comes
        logger.warning("The broker was not told of job %s: %r", job_id, error)
        return False
    return True


@shared_task(ignore_result=True)
def run_job(job_id: int) -> None:
    """Claim the job, call its handler, write how it ended."""
    lease_seconds = settings.JOB_LEASE_SECONDS
    job = services.claim(job_id=job_id, now=timezone.now(), lease_seconds=lease_seconds)
    if job is not None:
        _handle(job, lease_seconds)


def _handle(job: Job, lease_seconds: float) -> None:
    try:
        handle = registry.find(job.kind)
        with held(job, lease_seconds):
            handle(job.payload, job.num_attempts)
    except registry.UnknownKind as error:
        logger.error("%s failed: %s", job, error)
        ours = services.fail(job=job, now=timezone.now(), error=str(error), try_again=False)
    except Exception:  # a handler may raise anything: that is how it asks for another attempt
        logger.exception("%s failed in attempt %s", job, job.num_attempts)
        ours = services.fail(job=job, now=timezone.now(), error=traceback.format_exc())
    else:
        ours = services.finish(job=job, now=timezone.now())
    if not ours:
        logger.warning("%s ended here, but it belongs to another worker by now", job)


@shared_task(ignore_result=True, expires=30)
def sweep() -> None:
    """Send again what is due or was lost, close what was lost for good, forget what is old."""
    now = timezone.now()
    services.give_up_lost(now=now)
    services.delete_old(now=now)
    for job_id in selectors.due(now):
        if not publish(job_id):
            break  # the broker is away: the next sweep tries again
