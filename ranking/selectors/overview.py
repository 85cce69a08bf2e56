"""Ranks of all contestants in all categories of a board."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ranking.categories import CATEGORIES, Category
from ranking.lens import EVERYTHING, Lens
from ranking.models import Contestant, Leaderboard, Rating
from ranking.selectors.boards import ratings


@dataclass(frozen=True)
class OverviewCell:
    rank_low: int
    rank_high: int
    num_comparisons: int


@dataclass(frozen=True)
class OverviewRow:
    """cells: one for each column; None where it was not compared."""

    contestant: Contestant
    cells: tuple[OverviewCell | None, ...]


@dataclass(frozen=True)
class Overview:
    """columns: categories through which there is a leaderboard, with their lenses."""

    columns: tuple[tuple[Category, Lens], ...]
    rows: tuple[OverviewRow, ...]


def overview(newest: Mapping[Lens, Leaderboard], lens: Lens) -> Overview:
    """Best first by the category of everything; the window and method of the lens. Two queries."""
    columns = tuple(
        (category, here)
        for slug, category in CATEGORIES.items()
        if (here := replace(lens, category=slug)) in newest
    )
    whole = newest.get(replace(lens, category=EVERYTHING))
    if whole is None:
        return Overview((), ())
    place = {newest[here].pk: i for i, (_category, here) in enumerate(columns)}
    cells: dict[int, list[OverviewCell | None]] = {}
    found = Rating.objects.filter(leaderboard__in=place, num_comparisons__gt=0).values_list(
        "leaderboard_id", "contestant_id", "rank_low", "rank_high", "num_comparisons"
    )
    for leaderboard_id, contestant_id, *facts in found.order_by():
        row = cells.setdefault(contestant_id, [None] * len(columns))
        row[place[leaderboard_id]] = OverviewCell(*facts)
    rows = tuple(
        OverviewRow(rating.contestant, tuple(cells[rating.contestant_id]))
        for rating in ratings(whole)
        if rating.contestant_id in cells
    )
    return Overview(columns, rows)
