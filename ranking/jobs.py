"""What a worker does for the ranking: make a board anew."""

import logging

import numpy as np
from django.utils import timezone

from lib.jobs.registry import handler
from ranking import selectors, services
from ranking.attack.plans import ImpossiblePlan
from ranking.inspection import inspect_board
from ranking.laboratory import result_of
from ranking.lens import PLAIN, Lens
from ranking.match_standings import match_standings
from ranking.methods import METHODS
from ranking.models import Leaderboard
from ranking.refit import refit
from ranking.stats.bradley_terry import CannotFit

logger = logging.getLogger(__name__)
SEED = 2026  # any: the same votes shall always give the same joint ranks


@handler("ranking.refit")
def refit_board(payload: dict, attempt: int) -> None:
    """Refit the board named in the payload through its lens; harmless when it runs twice."""
    facts = dict(payload)
    board, lens = facts.pop("board"), Lens(**facts)
    try:
        make_leaderboard(board, lens)
    except CannotFit as error:  # to try again would not help: it is asked for when votes come
        logger.warning("%s cannot be fitted through %s: %s", board, lens, error)


@handler("ranking.match_board")
def refit_match_board(payload: dict, attempt: int) -> None:
    """Fit the board of a game to its results; harmless when it runs twice."""
    board = payload["board"]
    results = selectors.match_results(board)
    try:
        standings = match_standings(results.counted)
    except CannotFit as error:  # all matches ended alike: it is asked for when more come
        logger.info("%s cannot be fitted: %s", board, error)
        return
    services.publish_match_board(
        board=board,
        standings=standings,
        num_matches=len(results.counted),
        num_excluded=results.num_excluded,
        last_result_id=results.last_id,
        now=timezone.now(),
    )


@handler("ranking.inspect")
def inspect_votes(payload: dict, attempt: int) -> None:
    """Look at the new votes of the board named in the payload; harmless when it runs twice."""
    inspect_board(payload["board"], timezone.now())


@handler("ranking.attack")
def run_attack(payload: dict, attempt: int) -> None:
    """Carry out the run of the laboratory named in the payload, unless it has ended already."""
    run = services.begin_attack_run(run_id=payload["run"])
    if run is None:
        return
    try:
        result = result_of(run, timezone.now())
    except (ImpossiblePlan, CannotFit) as error:
        services.end_attack_run(run, now=timezone.now(), error=str(error))
        return
    services.end_attack_run(run, now=timezone.now(), result=result)


def make_leaderboard(board: str, lens: Lens = PLAIN) -> Leaderboard:
    """Load, refit, publish. Raises KeyError for a lens that is not known, and CannotFit."""
    load = selectors.load(board, lens, timezone.now())
    method = METHODS[lens.method_key]
    rng = np.random.default_rng(SEED)
    standings = refit(load.contestant_ids, load.evidence, method, load.num_excluded, rng=rng)
    return services.publish_leaderboard(
        standings=standings,
        board=board,
        lens=lens,
        cut_off=load.cut_off,
        last_comparison_id=load.last_comparison_id,
        published_at=timezone.now(),
    )
