"""What a decision would do to the board, before it is taken."""

from collections.abc import Sequence
from dataclasses import dataclass

from ranking.defence.consequence import changes
from ranking.models import Contestant, VoterReview
from ranking.refit import points
from ranking.selectors.ballots import Ballot, ballots_set_aside, counted_ballots, counts_on
from ranking.stats.counts import added, less


@dataclass(frozen=True)
class BoardChange:
    """A contestant's rating (points) and rank, with and without the comparisons in question."""

    contestant: Contestant
    rating_with: float
    rating_without: float
    rank_with: int
    rank_without: int

    @property
    def rating_change(self) -> float:
        return self.rating_without - self.rating_with

    @property
    def moves(self) -> bool:
        return self.rank_with != self.rank_without


@dataclass(frozen=True)
class Consequence:
    """rows: best without them first. num_votes: how many comparisons are in question."""

    num_votes: int
    rows: list[BoardChange]


def consequence_of(reviews: Sequence[VoterReview]) -> Consequence:
    """The board with and without all comparisons of these accounts, which share one board.

    Two fits of counts: some ten milliseconds, however many votes there are.
    """
    if not reviews:
        return Consequence(0, [])
    board, voters = reviews[0].board, [review.voter_key for review in reviews]
    counting = _flat(counted_ballots(board, voters))
    aside = [row for r in reviews for row in ballots_set_aside(board, r.voter_key, r.exclusion)]
    now = counts_on(board, also=aside)
    with_them = added(now.counts, now.counts_of(aside))
    without = less(now.counts, now.counts_of(counting))
    contestants = Contestant.objects.in_bulk(now.contestant_ids)
    rows = [
        BoardChange(
            contestants[now.contestant_ids[row.place]],
            points(row.strength_with),
            points(row.strength_without),
            row.rank_with,
            row.rank_without,
        )
        for row in changes(with_them, without)
    ]
    return Consequence(len(counting) + len(aside), rows)


def _flat(by_voter: dict[str, list[Ballot]]) -> list[Ballot]:
    return [row for rows in by_voter.values() for row in rows]
