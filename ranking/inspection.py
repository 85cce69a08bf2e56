"""Looking at new votes: which accounts, alone or together, vote for a contestant?

Selectors read, `ranking.defence` decides, services act. Run once a minute over whatever is new; an
account's evidence is computed from its own rows, so that nothing has to be kept in step.
"""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.conf import settings

from ranking import selectors, services
from ranking.defence.clusters import Cluster, Link, find_clusters
from ranking.defence.likelihood import benign_test
from ranking.defence.reference import decisive_only, reference_of
from ranking.defence.score_test import score_test
from ranking.defence.sequential import Evidence, evidence
from ranking.models import VoterReview
from ranking.selectors import Ballot, BoardCounts
from ranking.stats.counts import less

OVERLAP = 100  # comparisons that were stored late, behind newer ones, are seen the next time
TRACES = 5_000  # newest verdicts among which clusters are sought
TIMELINE_POINTS = 60
PAIR_ALPHA = 0.001  # chance of one false link, all pairs of accounts together


def inspect_board(board: str, now: datetime) -> list[VoterReview]:
    """Open a review for each account that the new votes of a board give away."""
    upto = selectors.newest_comparison_id(board)
    since = selectors.inspected_upto(board)
    if upto == since:
        return []
    suspects = selectors.voters_since(board, max(0, since - OVERLAP))
    opened = [*_inspect_accounts(board, suspects, now), *_inspect_clusters(board, suspects, now)]
    services.note_inspection(board=board, last_comparison_id=upto, inspected_at=now)
    return opened


def _inspect_accounts(board: str, voters: list[str], now: datetime) -> list[VoterReview]:
    by_voter = selectors.counted_ballots(board, voters)
    marks = selectors.cleared_upto(board, voters)
    everybody = selectors.counts_on(board)
    opened = []
    for voter, rows in by_voter.items():
        fresh = [row for row in rows if row.comparison_id > marks.get(voter, 0)]
        found = findings(everybody, counted=rows, tested=fresh)
        if found is None:
            continue
        review = services.open_review(
            board=board,
            voter_key=voter,
            test=VoterReview.Test.SCORE,
            evidence=found,
            last_comparison_id=fresh[-1].comparison_id,
            opened_at=now,
        )
        opened += [review] if review else []
    return opened


def _inspect_clusters(board: str, voters: list[str], now: datetime) -> list[VoterReview]:
    clusters = find_clusters(selectors.newest_traces(board, TRACES), alpha=PAIR_ALPHA)
    touched = [cluster for cluster in clusters if set(cluster.voters) & set(voters)]
    opened = []
    for cluster in touched:
        by_voter = selectors.counted_ballots(board, cluster.voters)
        marks = selectors.cleared_upto(board, list(cluster.voters))
        rows = sorted(
            (row for mine in by_voter.values() for row in mine), key=lambda row: row.comparison_id
        )
        fresh = [row for row in rows if row.comparison_id > marks.get(row.voter_key, 0)]
        found = findings(selectors.counts_on(board), counted=rows, tested=fresh)
        if found is not None:
            opened += _open_together(board, cluster, fresh, found, now)
    return opened


def _open_together(
    board: str, cluster: Cluster, fresh: list[Ballot], found: dict[str, Any], now: datetime
) -> list[VoterReview]:
    """A review for each member: people decide on accounts, and see what holds them together."""
    links = [_told(link) for link in cluster.links]
    reviews = [
        services.open_review(
            board=board,
            voter_key=voter,
            test=VoterReview.Test.CLUSTER,
            cluster_key=cluster.key,
            evidence={**found, "num_accounts": len(cluster.voters), "links": links},
            last_comparison_id=fresh[-1].comparison_id,
            opened_at=now,
        )
        for voter in sorted({row.voter_key for row in fresh})
    ]
    return [review for review in reviews if review]


def findings(
    everybody: BoardCounts, *, counted: Sequence[Ballot], tested: Sequence[Ballot]
) -> dict[str, Any] | None:
    """The evidence of these verdicts against everybody else's, or None if it does not suffice.

    counted: what of it is theirs, and is taken out of it; tested: what is looked at.
    """
    if not tested:
        return None
    reference = reference_of(less(everybody.counts, everybody.counts_of(counted)))
    ballots = everybody.ballots(tested)
    found = evidence(ballots, reference, taste=settings.DEFENCE_TASTE)
    after = found.crossed_after(settings.DEFENCE_ALPHA)
    if after is None:
        return None
    once = score_test(ballots, reference.strengths)
    dice = np.random.default_rng(tested[-1].comparison_id)  # the same evidence, the same figure
    benign = benign_test(decisive_only(ballots), reference.strengths, dice, num_simulated=999)
    met = (ballots.pairs == found.target).any(axis=1)
    return {
        "target": everybody.contestant_ids[found.target],
        "favours": bool(found.favours[found.target]),
        "num_votes": len(tested),
        "num_with_target": int(met.sum()),
        "after_votes": after,
        "peak": round(found.peak / math.log(10), 2),
        "needed": round(-math.log10(settings.DEFENCE_ALPHA), 2),
        "z": round(float(once.z[found.target]), 2),
        "benign_p_value": round(benign.p_value, 3),
        "timeline": _timeline(found),
    }


def _timeline(found: Evidence) -> list[list[float]]:
    """[vote, log10 of the evidence] at so few votes that a chart of it stays small."""
    n = len(found.log_e)
    at = np.unique(np.linspace(0, n - 1, min(n, TIMELINE_POINTS)).astype(int))
    return [[int(i) + 1, round(float(found.log_e[i]) / math.log(10), 3)] for i in at]


def _told(link: Link) -> dict[str, Any]:
    return {
        "accounts": [link.first[:8], link.second[:8]],
        "shared_prompts": link.num_shared_prompts,
        "close_votes": link.num_close_votes,
        "same_network": link.same_network,
        "p_value": f"{link.p_value:.0e}",
    }
