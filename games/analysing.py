"""Measure what has been played since, and make the findings anew.

The boards of the games and the chat board are read as they stand; where they rank alike is found
with the errors of both.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
from django.utils import timezone

from games import selectors, services
from games.analysis.findings import IN_TOURNAMENTS, LEAST_MATCHES, Measured, findings_of
from games.analysis.rank_agreement import Scores
from games.asking.retrospect import PROBE_VERSION
from games.models import Match, MatchMeasures
from games.services.results import board_named
from ranking.selectors import (
    OVERALL,
    match_boards,
    newest_leaderboard,
    newest_match_board,
    ratings,
    sources_set_aside,
)
from ranking.stats.intervals import Z_95

AT_ONCE = 500  # matches measured by one job, so that others find workers too
OLDEST = timedelta(hours=1)  # boards move without new matches, too
SEED = 2026  # any: the same matches shall always give the same intervals


def is_due(now: datetime) -> bool:
    if selectors.unmeasured_matches(PROBE_VERSION).exists():
        return True
    state, newest = selectors.state_of_measures(), selectors.newest_findings()
    if newest is None or not state.num_matches:
        return bool(state.num_matches)
    of_newest = selectors.State(newest.num_matches, newest.num_set_aside, newest.last_change)
    return state != of_newest or now - newest.published_at >= OLDEST


def analyse(now: Callable[[], datetime] = timezone.now) -> bool:
    """Whether nothing is left to measure; as long as something is, nothing is published."""
    for match in selectors.unmeasured_matches(PROBE_VERSION)[:AT_ONCE]:
        services.measure(match, PROBE_VERSION, now())
    if selectors.unmeasured_matches(PROBE_VERSION).exists():
        return False
    state, set_aside = selectors.state_of_measures(), sources_set_aside()
    found = findings_of(
        [_measured(row, set_aside) for row in selectors.measured_rows().iterator()],
        {board: _strengths(board) for board in match_boards()},
        _chat(),
        rng=np.random.default_rng(SEED),
    )
    services.publish_findings(state=state, found=found, now=now())
    return True


def _measured(row: MatchMeasures, set_aside: set[str]) -> Measured:
    return Measured(
        slug=row.contestant.slug,
        board=_pool_of(row.match),
        wording=str(row.wording),
        counts=selectors.says_how_it_thinks(row, set_aside),
        values=row.values,
    )


def _pool_of(match: Match) -> str:
    """Matches against models and programs are measured apart from those against people."""
    board = board_named(match.game, match.mode)
    return f"{board}{IN_TOURNAMENTS}" if match.tournament_id else board


def _strengths(board: str) -> Scores:
    """Of models with enough matches."""
    newest = newest_match_board(board)
    rows = [row for row in (newest.rows if newest else []) if row["num_matches"] >= LEAST_MATCHES]
    return Scores(
        {row["slug"]: row["strength"] for row in rows},
        {row["slug"]: (row["strength_high"] - row["strength_low"]) / (2 * Z_95) for row in rows},
    )


def _chat() -> Scores:
    """Ratings of our own board of battles."""
    newest = newest_leaderboard(OVERALL)
    rated = ratings(newest).filter(num_comparisons__gt=0) if newest else []
    return Scores(
        {one.contestant.slug: one.rating for one in rated},
        {one.contestant.slug: (one.rating_high - one.rating_low) / (2 * Z_95) for one in rated},
    )
