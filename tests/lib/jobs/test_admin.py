"""Jobs in the admin: to read, and to run again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lib.jobs import services, tasks
from lib.jobs.models import Job

pytestmark = pytest.mark.django_db
LIST = reverse("admin:jobs_job_changelist")


@pytest.fixture
def job() -> Job:
    return services.enqueue(kind="test", payload={"n": 1})


def run_again(client, job: Job):
    chosen = {"action": "run_again", "_selected_action": [job.pk]}
    return client.post(LIST, chosen, follow=True)


def test_a_failed_job_runs_again_and_wakes_a_worker(admin_client, job, monkeypatch):
    woken = []
    monkeypatch.setattr(tasks, "wake", woken.append)
    ours = services.claim(job_id=job.pk, now=timezone.now(), lease_seconds=10)
    services.fail(job=ours, now=timezone.now(), error="boom", try_again=False)
    response = run_again(admin_client, job)
    assert f"Job {job.pk} will run again" in response.content.decode()
    assert woken == [job]
    job.refresh_from_db()
    assert job.status == Job.Status.PENDING


def test_a_waiting_job_is_left_alone_in_words(admin_client, job):
    response = run_again(admin_client, job)
    assert "It has not ended yet" in response.content.decode()


def test_a_job_can_be_read_and_not_changed(admin_client, job):
    page = admin_client.get(reverse("admin:jobs_job_change", args=[job.pk]))
    assert page.status_code == 200
    assert 'name="payload"' not in page.content.decode()
    assert admin_client.get(reverse("admin:jobs_job_add")).status_code == 403
    assert admin_client.get(reverse("admin:jobs_job_delete", args=[job.pk])).status_code == 403
