"""Runs of the laboratory: asked for by staff, carried out once by a worker."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from lib.audit import services as audit
from lib.jobs import services as jobs
from lib.jobs.models import Job
from ranking.models import AttackRun

JOB_KIND = "ranking.attack"


@transaction.atomic
def start_attack_run(
    *,
    board: str,
    kind: str,
    parameters: dict[str, Any],
    actor: AbstractBaseUser | None,
    now: datetime,
) -> tuple[AttackRun, Job]:
    """The row, its job and its audit event, which says who wanted to know what.

    Raises ValidationError for a board or a kind that cannot be.
    """
    facts = {"board": board, "kind": kind, "parameters": parameters}
    run = AttackRun(**facts | {"started_by": actor, "created_at": now})
    run.full_clean(exclude={"parameters"})
    run.save(force_insert=True)
    job = jobs.enqueue(kind=JOB_KIND, payload={"run": run.pk}, max_attempts=2)
    audit.record(
        actor=actor,
        action="laboratory.run",
        target=f"{run._meta.label_lower}:{run.pk}",
        detail=facts,
    )
    return run, job


def begin_attack_run(*, run_id: int) -> AttackRun | None:
    """The run, if it is still to be carried out; None if it has ended or is gone."""
    unfinished = [AttackRun.Status.WAITING, AttackRun.Status.RUNNING]
    rows = AttackRun.objects.filter(pk=run_id, status__in=unfinished)
    if rows.update(status=AttackRun.Status.RUNNING) == 0:
        return None
    return AttackRun.objects.get(pk=run_id)


def end_attack_run(
    run: AttackRun, *, now: datetime, result: dict[str, Any] | None = None, error: str = ""
) -> bool:
    """Write down what was found, or why nothing was; False if somebody else ended the run."""
    status = AttackRun.Status.FAILED if error else AttackRun.Status.DONE
    rows = AttackRun.objects.filter(pk=run.pk, status=AttackRun.Status.RUNNING)
    return rows.update(status=status, result=result, error=error, finished_at=now) == 1
