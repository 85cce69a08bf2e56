"""The same attack several times over: by how much chance moves what it takes."""

from dataclasses import dataclass

import numpy as np

from ranking.attack.plans import Plan
from ranking.attack.simulation import Course, Ground, Moment, simulate
from ranking.stats.comparisons import Floats

MOST_POINTS = 200  # of a curve: more cannot be told apart on a screen


@dataclass(frozen=True)
class Effort:
    """What it took to stand at a rank: medians over the trials that got there, and the extremes."""

    rank: int
    num_reached: int
    target_votes: float
    cast_votes: float
    crowd_votes: float
    interactions: float
    least_interactions: int
    most_interactions: int


@dataclass(frozen=True)
class Trials:
    """efforts: one for each rank on the way that any trial reached; courses: all trials."""

    start: int
    num_reached: int
    efforts: tuple[Effort, ...]
    courses: tuple[Course, ...]


def run_trials(ground: Ground, plan: Plan, *, num_trials: int, seed: int) -> Trials:
    """Trials with seeds that follow from `seed`. Raises ImpossiblePlan."""
    seeds = np.random.SeedSequence(seed).spawn(num_trials)
    courses = tuple(simulate(ground, plan, np.random.default_rng(one)) for one in seeds)
    start = courses[0].moments[0].place
    ways = (
        range(start - 1, plan.rank - 1, -1)
        if plan.rank < start
        else range(start + 1, plan.rank + 1)
    )
    efforts = [_effort(rank, courses) for rank in ways]
    return Trials(
        start=start,
        num_reached=sum(course.reached for course in courses),
        efforts=tuple(effort for effort in efforts if effort is not None),
        courses=courses,
    )


def curve(course: Course) -> list[tuple[int, int]]:
    """(interactions, place) thinned to at most MOST_POINTS, both ends kept."""
    last = len(course.moments) - 1
    chosen: Floats = np.linspace(0, last, min(last + 1, MOST_POINTS))
    moments = [course.moments[i] for i in chosen.round().astype(int)]
    return [(moment.interactions, moment.place) for moment in moments]


def _effort(rank: int, courses: tuple[Course, ...]) -> Effort | None:
    found = [moment for course in courses if (moment := course.first_at(rank)) is not None]
    if not found:
        return None
    interactions = [moment.interactions for moment in found]
    return Effort(
        rank=rank,
        num_reached=len(found),
        target_votes=_median(found, "target_votes"),
        cast_votes=_median(found, "cast_votes"),
        crowd_votes=_median(found, "crowd_votes"),
        interactions=float(np.median(interactions)),
        least_interactions=min(interactions),
        most_interactions=max(interactions),
    )


def _median(moments: list[Moment], name: str) -> float:
    return float(np.median([getattr(moment, name) for moment in moments]))
