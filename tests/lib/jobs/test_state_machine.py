"""Whatever workers do and in whatever order, a job has one holder and one end."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lib.jobs import selectors, services
from lib.jobs.models import Job

LEASE_SECONDS = 10.0
ENDED = {Job.Status.DONE, Job.Status.FAILED}


class Workers(RuleBasedStateMachine):
    """One job, a clock, and every claim that anybody ever held."""

    def __init__(self) -> None:
        super().__init__()
        self.now = timezone.now()
        self.job = services.enqueue(kind="test", payload={}, run_after=self.now, max_attempts=4)
        self.claims: list[Job] = []
        self.lease_ends = self.now  # of the newest claim
        self.num_ends = 0

    def row(self) -> Job:
        return Job.objects.get(pk=self.job.pk)

    @rule(seconds=st.floats(0.1, 15))
    def time_passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def somebody_claims(self) -> None:
        before = self.row()
        claim = services.claim(job_id=self.job.pk, now=self.now, lease_seconds=LEASE_SECONDS)
        if claim is None:
            return
        waited = before.status == Job.Status.PENDING and before.run_after <= self.now
        lost = before.status == Job.Status.RUNNING and self.lease_ends < self.now
        assert waited or lost
        assert claim.num_attempts == before.num_attempts + 1 <= claim.max_attempts
        self.claims.append(claim)
        self.lease_ends = self.now + timedelta(seconds=LEASE_SECONDS)

    @precondition(lambda self: self.claims)
    @rule(data=st.data())
    def a_holder_renews(self, data: st.DataObject) -> None:
        claim = data.draw(st.sampled_from(self.claims))
        if services.renew(job=claim, now=self.now, lease_seconds=LEASE_SECONDS):
            assert claim is self.claims[-1]
            self.lease_ends = self.now + timedelta(seconds=LEASE_SECONDS)

    @precondition(lambda self: self.claims)
    @rule(data=st.data(), success=st.booleans())
    def a_holder_ends(self, data: st.DataObject, success: bool) -> None:
        claim = data.draw(st.sampled_from(self.claims))
        before = self.row()
        if success:
            ours = services.finish(job=claim, now=self.now)
        else:
            ours = services.fail(job=claim, now=self.now, error="boom")
        if ours:
            assert before.status == Job.Status.RUNNING
            assert claim is self.claims[-1]
            self.num_ends += self.row().status in ENDED
        else:
            assert self.row().status == before.status

    @rule()
    def the_sweep_gives_up(self) -> None:
        self.num_ends += services.give_up_lost(now=self.now)

    @invariant()
    def it_ends_once_and_is_held_only_while_it_runs(self) -> None:
        row = self.row()
        assert self.num_ends == (row.status in ENDED)
        assert bool(row.lease_holder) == (row.status == Job.Status.RUNNING)
        assert (row.finished_at is not None) == (row.status in ENDED)
        assert row.num_attempts == len(self.claims)

    @invariant()
    def what_is_due_can_be_claimed_and_nothing_else(self) -> None:
        row = self.row()
        is_due = self.job.pk in selectors.due(self.now)
        assert not (is_due and row.status in ENDED)

    def teardown(self) -> None:
        self.job.delete()


Workers.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.django_db
class TestWorkers(Workers.TestCase):
    pass
