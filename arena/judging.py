"""A judge says what kind of questions votes were about: batches of them, one after another.

Each batch is a job. Whatever it has judged is written at once, so that a batch that begins again
asks only for the rest; the next batch is asked for before this one ends.
"""

import asyncio
import logging
from dataclasses import replace

from django.db.models import QuerySet
from django.utils import timezone

from arena.models import Vote
from inference.route_spec import RouteSpec
from inference.services import claim_route, record_completion, whole_answer
from inference.wire import Message
from lib.jobs import services as jobs
from lib.jobs import tasks as job_tasks
from lib.jobs.models import Job
from ranking.categories import JUDGED
from ranking.categories.judging import (
    ANSWER_SCHEMA,
    JUDGE_VERSION,
    MOST_TOKENS,
    judge_question,
    verdicts_of,
)
from ranking.models import Label
from ranking.services import relabel

logger = logging.getLogger(__name__)
JUDGE_JOB = "arena.judge"
AT_ONCE = 10
_FORMAT = {
    "type": "json_schema",
    "json_schema": {"name": "verdict", "schema": ANSWER_SCHEMA, "strict": True},
}


def labeller_of(judge: str) -> str:
    """What labels of this judge are signed with; judge: the slug of its route."""
    return f"{JUDGE_VERSION}: {judge}"[:60]


def ask_for_judging(judge: str, after: int = 0) -> Job:
    """One waiting job a judge; `after` is the comparison behind which it begins."""
    job = jobs.enqueue(kind=JUDGE_JOB, payload={"judge": judge, "after": after}, key=judge)
    job_tasks.wake(job)
    return job


def unjudged(judge: str, after: int = 0) -> QuerySet[Vote]:
    """Votes that left a comparison which this judge, in this version, has not labelled."""
    own = Label.objects.filter(labeller=labeller_of(judge), category=JUDGED[0])
    votes = Vote.objects.filter(comparison_id__gt=after).exclude(
        comparison_id__in=own.values("comparison_id")
    )
    return votes.select_related("battle", "comparison").order_by("comparison_id")


def judge_batch(judge: str, after: int) -> int | None:
    """Judge the next few; the comparison behind which to go on, or None at the end.

    Raises BackendError where the route, not the prompt, is at fault: the job is then tried again.
    """
    votes = list(unjudged(judge, after)[:AT_ONCE])
    with asyncio.Runner() as runner:
        for vote in votes:
            _judge(runner, judge, vote)
    return votes[-1].comparison_id if len(votes) == AT_ONCE else None


def _judge(runner: asyncio.Runner, judge: str, vote: Vote) -> None:
    assert vote.comparison is not None, "unjudged() only gives votes with a comparison"
    prompt = "\n".join(turn.text for turn in vote.battle.turns.order_by("index"))
    if not prompt.strip():  # its words were deleted
        return
    route = replace(claim_route(slug=judge, now=timezone.now()), system_prompt="")
    question = Message.of_text("user", judge_question(prompt))
    asked = whole_answer(_constrained(route), [question], started_at=timezone.now())
    answer = runner.run(asked)
    record_completion(slug=judge, outcome=answer.facts, caller=f"judge:{vote.comparison_id}")
    error = answer.facts.error
    if error is not None and error.is_fault_of_route:
        raise error
    verdicts = None if error else verdicts_of(answer.text)
    if verdicts is None:
        logger.info("comparison %s: %s gave no verdict", vote.comparison_id, judge)
        return
    relabel(vote.comparison, verdicts=verdicts, labeller=labeller_of(judge))


def _constrained(route: RouteSpec) -> RouteSpec:
    """Always the same answer, and of the shape that is wanted where the backend can see to it."""
    sampling = replace(route.sampling, temperature=0.0, max_tokens=MOST_TOKENS)
    return replace(route, sampling=sampling, options={**route.options, "response_format": _FORMAT})
