"""One experiment of the laboratory: what was asked for, and its result as JSON can hold it."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from ranking.attack.cost import Bill, Defences, Prices, bills_with_each
from ranking.attack.drawing import ByLesson, draws_as_before
from ranking.attack.plans import Attack, ImpossiblePlan, Passive, Plan
from ranking.attack.simulation import ground_of
from ranking.attack.trials import Trials, curve, run_trials
from ranking.stats.comparisons import Floats
from ranking.stats.counts import PairCounts

MOST_TRIALS = 20


class Sampling(StrEnum):
    UNIFORM = "uniform"
    AS_BEFORE = "as-before"  # each pair as often as it met until now
    BY_LESSON = "by-lesson"  # by what one more vote teaches, as the arena draws


@dataclass(frozen=True)
class Experiment:
    """target: a slug. The other fields are those of Plan and Defences, and how often to try."""

    target: str
    rank: int
    attack: Attack = Attack.TARGET_ONLY
    passive: Passive = Passive.ABSTAIN
    accuracy: float = 0.95
    trusts_alarms: bool = False
    sampling: Sampling = Sampling.UNIFORM
    refit_every: int = 1000
    most_interactions: int = 400_000
    upset_limit: float | None = None
    crowd: float = 0.0
    num_trials: int = 3
    seed: int = 0
    defences: Defences = field(default_factory=Defences)
    prices: Prices = field(default_factory=Prices)


def run_experiment(
    experiment: Experiment,
    slugs: tuple[str, ...],
    counts: PairCounts,
    *,
    prior_weight: float,
    by_lesson: ByLesson | None = None,
) -> dict[str, Any]:
    """The result; by_lesson: the arena's own draw, if its caps are not the usual ones.

    Raises ImpossiblePlan, or CannotFit where the votes make no board.
    """
    if not 1 <= experiment.num_trials <= MOST_TRIALS:
        raise ImpossiblePlan(f"Try at least once, and at most {MOST_TRIALS} times.")
    plan = _plan(experiment, slugs)
    plan.check(counts.num_contestants)
    draws: dict[Sampling, Floats | ByLesson | None] = {
        Sampling.UNIFORM: None,
        Sampling.AS_BEFORE: draws_as_before(counts),
        Sampling.BY_LESSON: by_lesson or ByLesson(),
    }
    ground = ground_of(counts, prior_weight=prior_weight, draws=draws[experiment.sampling])
    trials = run_trials(ground, plan, num_trials=experiment.num_trials, seed=experiment.seed)
    return {
        "num_contestants": counts.num_contestants,
        "num_comparisons": counts.num_comparisons,
        "start": trials.start,
        "rank": plan.rank,
        "num_trials": experiment.num_trials,
        "num_reached": trials.num_reached,
        "efforts": [asdict(effort) for effort in trials.efforts],
        "curves": [curve(course) for course in trials.courses],
        "bills": _bills(experiment, trials),
    }


def _plan(experiment: Experiment, slugs: tuple[str, ...]) -> Plan:
    if experiment.target not in slugs:
        raise ImpossiblePlan(
            f"No votes on this board are about {experiment.target!r}; choose a contestant "
            "that has been compared."
        )
    return Plan(
        target=slugs.index(experiment.target),
        rank=experiment.rank,
        attack=experiment.attack,
        passive=experiment.passive,
        accuracy=experiment.accuracy,
        trusts_alarms=experiment.trusts_alarms,
        refit_every=experiment.refit_every,
        most_interactions=experiment.most_interactions,
        upset_limit=experiment.upset_limit,
        crowd=experiment.crowd,
    )


def _bills(experiment: Experiment, trials: Trials) -> list[dict[str, Any]]:
    """For the median attack that reached the rank; none where no trial did."""
    if not trials.efforts or trials.efforts[-1].rank != experiment.rank:
        return []
    last = trials.efforts[-1]
    num_actions, num_votes = round(last.interactions), round(last.cast_votes)
    bills = bills_with_each(
        num_actions,
        experiment.defences,
        experiment.prices,
        num_skipped=max(num_actions - num_votes, 0),
    )
    return [{"defences": name, **bill_as_json(bill)} for name, bill in bills]


def bill_as_json(bill: Bill) -> dict[str, Any]:
    return {**asdict(bill), "total_usd": bill.total_usd}
