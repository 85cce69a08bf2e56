"""A run of the laboratory, carried out: votes from the tables, thinking in ranking/attack."""

from datetime import datetime
from typing import Any

from django.conf import settings

from ranking import selectors
from ranking.attack.cost import Defences
from ranking.attack.drawing import ByLesson
from ranking.attack.experiments import Experiment, Sampling, run_experiment
from ranking.attack.plans import Attack, ImpossiblePlan, Passive
from ranking.attack.report import Question, Voters, defenders_report
from ranking.models import AttackRun
from ranking.stats.comparisons import PRIOR_WEIGHT


def present_defences(num_days: int) -> Defences:
    """What stands in the way of an attack that lasts so many days, as the site is set up now."""
    a_prompt = settings.PROMPT_VOTES_PER_DAY  # 0: no limit
    return Defences(
        login=settings.VOTING == "login",
        captcha=True,  # some kind of it always is
        actions_per_account=settings.VOTES_PER_DAY * num_days,
        actions_per_prompt=a_prompt * num_days or None,
        battles_per_account=settings.BATTLES_PER_HOUR * 24 * num_days,
    )


def experiment_of(parameters: dict[str, Any]) -> Experiment:
    """From JSON, where words stand for choices."""
    facts = dict(parameters)
    choices = {"attack": Attack, "passive": Passive, "sampling": Sampling}
    for name, kind in choices.items():
        if name in facts:
            facts[name] = kind(facts[name])
    return Experiment(**facts | {"defences": Defences(**facts.get("defences", {}))})


def question_of(parameters: dict[str, Any]) -> Question:
    facts = dict(parameters)
    if "places" in facts:
        facts["places"] = tuple(facts["places"])
    return Question(**facts | {"defences": Defences(**facts.get("defences", {}))})


def simulation(board: str, experiment: Experiment, now: datetime) -> dict[str, Any]:
    """Raises ImpossiblePlan, or CannotFit."""
    votes = _votes(board, now)
    return run_experiment(
        experiment,
        votes.slugs,
        votes.counts,
        prior_weight=PRIOR_WEIGHT,
        by_lesson=ByLesson(settings.CONTESTANT_CAP, settings.PAIR_CAP),
    )


def report(board: str, question: Question, now: datetime) -> dict[str, Any]:
    """Raises ImpossiblePlan where nobody has voted yet, or CannotFit."""
    votes = _votes(board, now)
    rows, keys = selectors.votes_by_voter(board, votes.ids)
    voters = Voters(rows, keys) if len(keys) > 1 else None
    return defenders_report(
        votes.slugs, votes.counts, question, prior_weight=PRIOR_WEIGHT, voters=voters
    )


def result_of(run: AttackRun, now: datetime) -> dict[str, Any]:
    if run.kind == AttackRun.Kind.REPORT:
        return report(run.board, question_of(run.parameters), now)
    return simulation(run.board, experiment_of(run.parameters), now)


def _votes(board: str, now: datetime) -> selectors.BoardVotes:
    votes = selectors.board_votes(board, now.date())
    if votes.counts.num_comparisons == 0:
        known = ", ".join(selectors.board_slugs())
        raise ImpossiblePlan(f"The board {board!r} has no votes yet. Boards: {known}.")
    return votes
