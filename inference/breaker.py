"""The circuit breaker: leave a failing route alone, then let one request try it again.

CLOSED --3 failures in a row--> OPEN (30 s, doubling to 10 min) --time--> HALF_OPEN
HALF_OPEN --a failure--> OPEN, twice as long           any --a success--> CLOSED
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

FAILURES_TO_OPEN = 3
FIRST_OPEN_SECONDS = 30
LONGEST_OPEN_SECONDS = 600


class Phase(Enum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


@dataclass(frozen=True, slots=True)
class Breaker:
    num_failures_in_a_row: int = 0
    opened_until: datetime | None = None
    last_failure_at: datetime | None = None


def phase(breaker: Breaker, now: datetime) -> Phase:
    if breaker.opened_until is None:
        return Phase.CLOSED
    return Phase.OPEN if now < breaker.opened_until else Phase.HALF_OPEN


def open_seconds(num_failures_in_a_row: int) -> int:
    """0 below the limit, then 30, 60, 120 ... 600."""
    excess = num_failures_in_a_row - FAILURES_TO_OPEN
    if excess < 0:
        return 0
    return min(FIRST_OPEN_SECONDS << min(excess, 10), LONGEST_OPEN_SECONDS)


def after_success(breaker: Breaker) -> Breaker:
    """Closed; the time of the last failure stays, to be read."""
    return Breaker(last_failure_at=breaker.last_failure_at)


def after_failure(breaker: Breaker, *, started_at: datetime, now: datetime) -> Breaker:
    """The breaker after a request failed that had begun at started_at.

    Once it is open, requests that began before the last failure say nothing new: a burst that
    fails together opens it once, not for ten minutes.
    """
    if breaker.opened_until is not None and not _is_trial(breaker, started_at):
        return breaker
    num_failures = breaker.num_failures_in_a_row + 1
    wait = open_seconds(num_failures)
    opened_until = now + timedelta(seconds=wait) if wait else None
    return Breaker(num_failures, opened_until, now)


def after_nothing(breaker: Breaker, *, started_at: datetime, now: datetime) -> Breaker:
    """A request ended that says nothing about the route; if it was the trial, another may try."""
    if breaker.opened_until is None or not _is_trial(breaker, started_at):
        return breaker
    return replace(breaker, opened_until=min(now, breaker.opened_until))


def _is_trial(breaker: Breaker, started_at: datetime) -> bool:
    return breaker.last_failure_at is None or started_at > breaker.last_failure_at


def with_trial(breaker: Breaker, *, until: datetime) -> Breaker:
    """Half-open, one request is under way: nobody else may try before it can have ended."""
    return replace(breaker, opened_until=until)
