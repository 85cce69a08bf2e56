"""Snapshots of the past: one by its number, and a series through one lens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ranking.charts.lines import chosen_evenly
from ranking.lens import Lens
from ranking.models import Contestant, Leaderboard, Rating, ThinnedLeaderboard
from ranking.selectors.boards import through

MOST_POINTS = 120


@dataclass(frozen=True)
class Moment:
    """A contestant's rating on one snapshot, in points."""

    snapshot_id: int
    cut_off: datetime
    rating: float
    rating_low: float
    rating_high: float
    rank_low: int
    rank_high: int


@dataclass(frozen=True)
class Past:
    contestant: Contestant
    moments: tuple[Moment, ...]


def snapshot(snapshot_id: int) -> Leaderboard | None:
    return Leaderboard.objects.filter(pk=snapshot_id).first()


def stands_for(snapshot_id: int) -> Leaderboard | None:
    """The snapshot that was kept where this one was thinned out."""
    thinned = ThinnedLeaderboard.objects.filter(pk=snapshot_id).select_related("kept").first()
    return thinned.kept if thinned else None


def history(
    board: str, lens: Lens, contestants: Sequence[Contestant], most: int = MOST_POINTS
) -> list[Past]:
    """At most `most` snapshots, evenly chosen, oldest first. Two queries."""
    snapshots = through(board, lens).filter(num_comparisons__gt=0).order_by("cut_off", "id")
    chosen = dict(chosen_evenly(list(snapshots.values_list("pk", "cut_off")), most))
    moments: dict[int, list[Moment]] = {contestant.pk: [] for contestant in contestants}
    columns = ("rating", "rating_low", "rating_high", "rank_low", "rank_high")
    rows = Rating.objects.filter(
        leaderboard__in=list(chosen), contestant__in=list(moments), num_comparisons__gt=0
    ).order_by("leaderboard__cut_off", "leaderboard_id")
    for pk, contestant_id, *facts in rows.values_list("leaderboard_id", "contestant_id", *columns):
        moments[contestant_id].append(Moment(pk, chosen[pk], *facts))
    return [Past(contestant, tuple(moments[contestant.pk])) for contestant in contestants]
