"""Verdicts as the defences want them: by account, in their order, beside all the others."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import Max, QuerySet

from ranking.defence.clusters import Trace
from ranking.models import Comparison
from ranking.selectors.counts import counted_pairs
from ranking.stats.comparisons import SCORES, Comparisons, comparisons_of
from ranking.stats.counts import PairCounts, add_up

Pair = tuple[int, int] | tuple[()]


@dataclass(frozen=True)
class Ballot:
    """One verdict, by the ids of comparison and contestants."""

    comparison_id: int
    left_id: int
    right_id: int
    outcome: str
    voter_key: str


@dataclass(frozen=True)
class BoardCounts:
    """What counts on a board: counts between contestants, who are known by their ids' places."""

    contestant_ids: tuple[int, ...]
    counts: PairCounts

    def ballots(self, rows: Sequence[Ballot]) -> Comparisons:
        """The verdicts between these contestants, as arrays."""
        place = {contestant_id: i for i, contestant_id in enumerate(self.contestant_ids)}
        found = [(place[row.left_id], place[row.right_id], SCORES[row.outcome]) for row in rows]
        return comparisons_of(len(place), found, voters=[0] * len(rows))

    def counts_of(self, rows: Sequence[Ballot]) -> PairCounts:
        outcomes = np.array([row.outcome for row in rows], dtype=object)
        columns = [(outcomes == word).astype(np.float64) for word in Comparison.Outcome.values]
        left, right, tie, both_bad = columns
        pairs = self.ballots(rows).pairs
        return add_up(len(self.contestant_ids), pairs, left, right, tie, both_bad)


def counts_on(board: str, also: Iterable[Ballot] = ()) -> BoardCounts:
    """All that counts on a board; whoever stands in the ballots of `also` has a place, too."""
    met = {side for ballot in also for side in (ballot.left_id, ballot.right_id)}
    return BoardCounts(*counted_pairs(board, also=met))


def counted_ballots(board: str, voter_keys: Collection[str]) -> dict[str, list[Ballot]]:
    """Voter: the verdicts that count, oldest first."""
    return _by_voter(Comparison.objects.filter(board=board, excluded=""), voter_keys)


def ballots_set_aside(board: str, voter_key: str, exclusion: str) -> list[Ballot]:
    rows = Comparison.objects.filter(board=board, excluded=exclusion)
    return _by_voter(rows, [voter_key]).get(voter_key, [])


def voters_since(board: str, comparison_id: int) -> list[str]:
    """Who has given verdicts that count since this one; sorted."""
    rows = Comparison.objects.filter(board=board, excluded="", id__gt=comparison_id).order_by()
    return sorted(rows.values_list("voter_key", flat=True).distinct())


def newest_comparison_id(board: str) -> int:
    return Comparison.objects.filter(board=board).aggregate(newest=Max("id"))["newest"] or 0


def num_counted_since(
    board: str, since: datetime, *, prompt_key: str = "", voter_key: str = "", pair: Pair = ()
) -> int:
    """How many verdicts that count are on this prompt, by this voter, between this pair."""
    rows = Comparison.objects.filter(board=board, excluded="", created_at__gte=since)
    rows = rows.filter(prompt_key=prompt_key) if prompt_key else rows
    rows = rows.filter(voter_key=voter_key) if voter_key else rows
    rows = rows.filter(left_id__in=pair, right_id__in=pair) if pair else rows
    return rows.count()


def newest_traces(board: str, num: int) -> list[Trace]:
    """What the newest verdicts that count give away of who cast them."""
    rows = Comparison.objects.filter(board=board, excluded="").order_by("-id")
    columns = ("voter_key", "prompt_key", "network_key", "created_at")
    return [
        Trace(voter, prompt, network, at.timestamp())
        for voter, prompt, network, at in rows.values_list(*columns)[:num]
    ]


def _by_voter(rows: QuerySet[Comparison], voter_keys: Collection[str]) -> dict[str, list[Ballot]]:
    found: dict[str, list[Ballot]] = {}
    columns = ("id", "left_id", "right_id", "outcome", "voter_key")
    for row in rows.filter(voter_key__in=voter_keys).order_by("id").values_list(*columns):
        found.setdefault(row[4], []).append(Ballot(*row))
    return found
