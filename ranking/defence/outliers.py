"""FastChat's test of users (elo_analysis.py, outlier_detect), for comparison.

Each verdict is compared with the pair's history of wins and losses: p_up is the share of it that is
no larger, p_down the share that is no smaller. The products of 1 / (2 p_up) and of 1 / (2 p_down)
are watched over the first MOST_VOTES verdicts, and either above 1 / alpha flags the user.
"Larger" means: for the contestant with the lower place, whoever it is, so a user is flagged for
siding with one end of an arbitrary order, not with a contestant.
"""

from __future__ import annotations

import math

import numpy as np

from ranking.stats.comparisons import Comparisons, Floats

LEAST_VOTES = 5
MOST_VOTES = 100


def flagged_after(ballots: Comparisons, win_shares: Floats, *, alpha: float = 0.05) -> int | None:
    """After how many verdicts the user is flagged, or None.

    win_shares [k, k]: the share of decisive verdicts that i won against j. The original stops at
    5 votes or more; so do we.
    """
    if len(ballots.scores) < LEAST_VOTES:
        return None
    pairs, scores = ballots.pairs[:MOST_VOTES], ballots.scores[:MOST_VOTES]
    mirrored = pairs[:, 0] > pairs[:, 1]
    vote = np.where(mirrored, 1.0 - scores, scores)
    low, high = np.sort(pairs, axis=1).T
    won = win_shares[low, high]
    p_up = np.where(vote == 1.0, 1.0, 1.0 - won)
    p_down = np.where(vote == 0.0, 1.0, won)
    with np.errstate(divide="ignore"):
        paths = np.cumsum(-np.log(2.0 * np.stack([p_up, p_down])), axis=1)
    over = np.flatnonzero((paths > -math.log(alpha)).any(axis=0))
    return int(over[0]) + 1 if len(over) else None
