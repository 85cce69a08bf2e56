"""The table of a leaderboard: rows, where they are drawn, and where tiers begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ranking import selectors
from ranking.charts.axis import Whisker, axis_for
from ranking.forms import BoardFilter
from ranking.models import Leaderboard, Rating


@dataclass(frozen=True)
class Row:
    """A line of the table. new_tier: the tier that begins with it, None inside a tier."""

    rating: Rating
    whisker: Whisker
    new_tier: int | None


def table_context(leaderboard: Leaderboard | None, query: dict[str, str]) -> dict[str, Any]:
    """What the table's template needs; one query."""
    has_votes = leaderboard is not None and leaderboard.num_comparisons > 0
    ratings = list(selectors.ratings(leaderboard)) if leaderboard and has_votes else []
    filters = BoardFilter(ratings, query)
    axis = axis_for((r.rating, r.rating_low, r.rating_high) for r in ratings if r.num_comparisons)
    return {
        "leaderboard": leaderboard,
        "rows": _rows(filters.chosen(), axis.whisker),
        "num_contestants": len(ratings),
        "num_set_aside": sum(leaderboard.num_excluded.values()) if leaderboard else 0,
        "has_joint_ranks": any(r.joint_rank_low for r in ratings),
        "filters": filters,
        "ticks": axis.ticks(),
        "is_empty": not ratings,
    }


def _rows(ratings: Sequence[Rating], whisker: Any) -> list[Row]:
    rows, last_tier = [], 0
    for rating in ratings:
        begins = rating.tier is not None and rating.tier > last_tier and rating.num_comparisons > 0
        last_tier = rating.tier if begins and rating.tier else last_tier
        place = whisker(rating.rating, rating.rating_low, rating.rating_high)
        rows.append(Row(rating, place, last_tier if begins else None))
    return rows
