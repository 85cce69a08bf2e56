"""Running jobs: handlers, errors, the sweep, and a broker that is away."""

import socket
import threading
import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from config.celery import app
from lib.jobs import registry, services, tasks
from lib.jobs.models import Job
from tests import servers

pytestmark = pytest.mark.django_db
Status = Job.Status


@pytest.fixture
def handled():
    """Handlers registered by a test are forgotten after it."""
    before = dict(registry._HANDLERS)
    yield registry.handler
    registry._HANDLERS.clear()
    registry._HANDLERS.update(before)


@pytest.fixture
def broker(settings):
    """Point Celery at another broker for the time of one test."""
    before = app.conf.broker_url

    def use(url: str) -> None:
        app.conf.broker_url = url.replace("unix://", "redis+socket://")

    yield use
    app.conf.broker_url = before


def run(kind: str = "test", **facts) -> Job:
    job = services.enqueue(kind=kind, payload={"n": 7}, **facts)
    tasks.run_job(job.pk)
    job.refresh_from_db()
    return job


def test_a_handler_gets_the_payload_and_the_attempt(handled):
    seen = []
    handled("test")(lambda payload, attempt: seen.append((payload, attempt)))
    job = run()
    assert seen == [({"n": 7}, 1)]
    assert (job.status, job.error) == (Status.DONE, "")
    assert job.finished_at is not None


def test_a_handler_that_raises_is_tried_again_later_and_its_error_kept(handled):
    @handled("test")
    def boom(payload, attempt):
        raise RuntimeError(f"attempt {attempt} went wrong")

    job = run()
    assert job.status == Status.PENDING
    assert "attempt 1 went wrong" in job.error
    assert job.run_after > timezone.now()
    tasks.run_job(job.pk)  # a wake that comes too early does nothing
    job.refresh_from_db()
    assert job.num_attempts == 1


def test_a_kind_that_nobody_handles_fails_at_once_in_words():
    job = run("nobody.knows")
    assert (job.status, job.num_attempts) == (Status.FAILED, 1)
    assert "No app handles jobs of kind 'nobody.knows'" in job.error
    assert "@handler('nobody.knows')" in job.error


def test_one_kind_has_one_handler(handled):
    handled("test")(lambda payload, attempt: None)

    def another(payload, attempt):
        return None

    with pytest.raises(ValueError, match="Two handlers"):
        handled("test")(another)


def test_a_handler_that_lost_its_lease_does_not_overwrite_the_other_result(handled):
    @handled("test")
    def slow(payload, attempt):
        if attempt == 1:  # while it works, its lease runs out and another worker does the job
            Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
            tasks.run_job(Job.objects.get().pk)
            raise RuntimeError("too late to matter")

    job = run()
    assert (job.status, job.num_attempts, job.error) == (Status.DONE, 2, "")


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_renewed_while_the_handler_works(handled, settings):
    settings.JOB_LEASE_SECONDS = 0.3
    first_leases = []

    @handled("test")
    def slow(payload, attempt):
        job = Job.objects.get()
        first_leases.append(job.lease_until)
        renewed = Job.objects.filter(pk=job.pk, lease_until__gt=job.lease_until)
        servers.wait_until(renewed.exists, what="a longer lease")
        assert services.claim(job_id=job.pk, now=job.lease_until, lease_seconds=1) is None

    assert run().status == Status.DONE
    assert first_leases
    assert not [t for t in threading.enumerate() if t.name.startswith("lease-")]


def test_jobs_sleep_until_the_transaction_has_committed(
    broker, redis_server, django_capture_on_commit_callbacks
):
    broker(redis_server)
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        tasks.wake(services.enqueue(kind="test", payload={}))
    assert len(callbacks) == 1


@pytest.mark.redis
def test_the_broker_takes_the_id(broker, redis_server):
    broker(redis_server)
    assert tasks.publish(41)
    with app.connection_for_read() as connection:
        queue = connection.SimpleQueue("celery")
        assert queue.get(timeout=2).payload[0] == [41]


def test_a_broker_that_is_down_is_logged_and_costs_no_time(broker, tmp_path, caplog):
    broker(f"unix://{tmp_path}/nobody.sock")
    start = time.monotonic()
    assert not tasks.publish(1)
    assert time.monotonic() - start < 0.3
    assert "The broker was not told of job 1" in caplog.text


def test_a_broker_that_hangs_costs_a_quarter_of_a_second(broker, tmp_path):
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "s"))
        silent.listen()
        broker(f"unix://{tmp_path}/s")
        tasks.publish(1)  # the first one also pays for imports
        start = time.monotonic()
        assert not tasks.publish(1)
        assert time.monotonic() - start < 0.4


@pytest.mark.redis
def test_the_sweep_sends_what_is_due_and_closes_what_was_lost(broker, redis_server):
    broker(redis_server)
    now = timezone.now()
    due = services.enqueue(kind="test", payload={})
    lost = services.enqueue(kind="test", payload={}, max_attempts=1)
    services.claim(job_id=lost.pk, now=now - timedelta(minutes=1), lease_seconds=5)
    Job.objects.filter(pk=lost.pk).update(
        status=Status.RUNNING, num_attempts=1, lease_until=now - timedelta(seconds=9)
    )
    with app.connection_for_read() as connection:
        queue = connection.SimpleQueue("celery")
        queue.clear()
        tasks.sweep()
        assert queue.get(timeout=2).payload[0] == [due.pk]
    lost.refresh_from_db()
    assert lost.status == Status.FAILED


def test_the_sweep_survives_a_broker_that_is_down(broker, tmp_path):
    broker(f"unix://{tmp_path}/nobody.sock")
    job = services.enqueue(kind="test", payload={})
    tasks.sweep()
    job.refresh_from_db()
    assert job.status == Status.PENDING
