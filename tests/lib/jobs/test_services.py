"""Claims, leases and retries of jobs."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from lib.jobs import selectors, services
from lib.jobs.backoff import retry_delay_seconds
from lib.jobs.models import Job

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
LATER = NOW + timedelta(seconds=60)
Status = Job.Status


def enqueued(**facts) -> Job:
    facts = {"kind": "test", "payload": {"n": 1}, "run_after": NOW} | facts
    return services.enqueue(**facts)


def claimed(job: Job, now=NOW) -> Job:
    ours = services.claim(job_id=job.pk, now=now, lease_seconds=10)
    assert ours is not None
    return ours


def test_a_job_is_claimed_once():
    job = enqueued()
    assert services.claim(job_id=job.pk, now=NOW, lease_seconds=10).num_attempts == 1
    assert services.claim(job_id=job.pk, now=NOW, lease_seconds=10) is None


def test_a_job_is_not_due_before_its_time():
    job = enqueued(run_after=LATER)
    assert selectors.due(NOW) == []
    assert services.claim(job_id=job.pk, now=NOW, lease_seconds=10) is None
    assert selectors.due(LATER) == [job.pk]


def test_asking_again_while_a_job_with_the_key_waits_changes_nothing():
    first = enqueued(key="k")
    assert enqueued(key="k").pk == first.pk
    claimed(first)
    assert enqueued(key="k").pk != first.pk


def test_a_lost_lease_is_taken_over_and_its_old_holder_writes_nothing():
    old = claimed(enqueued())
    new = claimed(old, now=LATER)
    assert not services.renew(job=old, now=LATER, lease_seconds=10)
    assert not services.finish(job=old, now=LATER)
    assert not services.fail(job=old, now=LATER, error="late")
    assert services.finish(job=new, now=LATER)
    old.refresh_from_db()
    assert (old.status, old.error, old.num_attempts) == (Status.DONE, "", 2)


def test_a_renewed_lease_is_not_taken_over():
    job = claimed(enqueued())
    assert services.renew(job=job, now=LATER, lease_seconds=10)
    assert services.claim(job_id=job.pk, now=LATER, lease_seconds=10) is None


def test_a_failure_waits_longer_each_time_and_then_is_final():
    job, now, waits = enqueued(max_attempts=3), NOW, []
    for _ in range(3):
        held = claimed(job, now)
        services.fail(job=held, now=now, error="boom")
        job.refresh_from_db()
        waits.append((job.run_after - now).total_seconds())
        now = job.run_after
    assert waits[:2] == [1.0, 2.0]
    assert (job.status, job.error) == (Status.FAILED, "boom")
    assert selectors.due(now + timedelta(days=1)) == []


def test_the_delay_doubles_up_to_five_minutes():
    assert [retry_delay_seconds(n) for n in (1, 2, 3, 4)] == [1, 2, 4, 8]
    assert retry_delay_seconds(10_000) == 300


def test_a_worker_lost_in_the_last_attempt_leaves_a_failed_job():
    job = claimed(enqueued(max_attempts=1))
    assert selectors.due(LATER) == []
    assert services.give_up_lost(now=LATER) == 1
    job.refresh_from_db()
    assert job.status == Status.FAILED
    assert "lost" in job.error


def test_a_retry_gives_way_to_a_waiting_job_with_the_same_key():
    job = claimed(enqueued(key="k"))
    waiting = enqueued(key="k")
    assert services.fail(job=job, now=NOW, error="boom")
    job.refresh_from_db()
    assert job.status == Status.FAILED
    assert "same key" in job.error
    assert selectors.due(NOW) == [waiting.pk]


def test_a_job_that_ended_can_run_again():
    job = claimed(enqueued())
    with pytest.raises(services.CannotRunAgain, match="not ended"):
        services.run_again(job=job, now=NOW)
    services.fail(job=job, now=NOW, error="boom", try_again=False)
    services.run_again(job=job, now=LATER)
    assert selectors.due(LATER) == [job.pk]


def test_running_again_gives_way_to_a_waiting_job_with_the_same_key():
    job = claimed(enqueued(key="k"))
    services.finish(job=job, now=NOW)
    enqueued(key="k")
    with pytest.raises(services.CannotRunAgain, match="same key"):
        services.run_again(job=job, now=NOW)


def test_jobs_done_more_than_a_week_ago_are_forgotten_a_few_at_a_time():
    for days in (1, 8, 9, 10):
        services.finish(job=claimed(enqueued()), now=NOW - timedelta(days=days))
    assert services.delete_old(now=NOW, limit=2) == 2
    assert services.delete_old(now=NOW, limit=2) == 1
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_claims_at_once_one_wins():
    job = enqueued()

    def claim(_: int) -> bool:
        try:
            return services.claim(job_id=job.pk, now=NOW, lease_seconds=10) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as threads:
        assert sum(threads.map(claim, range(32))) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_requests_under_one_key_one_job_waits():
    def ask(_: int) -> int:
        try:
            return enqueued(key="k").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(ask, range(16)))) == 1
