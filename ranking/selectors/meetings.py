"""Two contestants: what became of them in each category, and what each method expects."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, Sum

from ranking.categories import CATEGORIES, Category
from ranking.lens import Lens
from ranking.method import Method, Prediction, Rated
from ranking.methods import METHODS
from ranking.models import Leaderboard, PairCount, Rating
from ranking.selectors.counts import COLUMNS
from ranking.selectors.pairs import PairRecord


@dataclass(frozen=True)
class Expectation:
    """What one method expects of left against right."""

    method: Method
    prediction: Prediction


def records_by_category(
    board: str, left_id: int, right_id: int
) -> list[tuple[Category, PairRecord]]:
    """In the order of the registry; only categories in which they met. One query."""
    pair = Q(first_id=min(left_id, right_id), second_id=max(left_id, right_id))
    rows = PairCount.objects.filter(pair, board=board).order_by().values_list("category")
    found = {c: sums for c, *sums in rows.annotate(*(Sum(column) for column in COLUMNS))}
    return [
        (category, PairRecord.seen_from(left_id < right_id, found[slug]))
        for slug, category in CATEGORIES.items()
        if sum(found.get(slug, ()))
    ]


def expectations(
    newest: Mapping[Lens, Leaderboard], lens: Lens, left_id: int, right_id: int
) -> list[Expectation]:
    """By every method that has a leaderboard for the lens's category and window. One query."""
    boards = {
        newest[here].pk: method
        for method in METHODS.values()
        if (here := Lens(lens.category, lens.window, method.key)) in newest
    }
    rows = Rating.objects.filter(leaderboard__in=boards, contestant__in=[left_id, right_id])
    rated: dict[int, dict[int, Rated]] = {}
    columns = ("leaderboard_id", "contestant_id", "strength", "tie_strength")
    for leaderboard_id, contestant_id, *facts in rows.values_list(*columns):
        rated.setdefault(leaderboard_id, {})[contestant_id] = Rated(*facts)
    return [
        Expectation(method, method.predict(rated[pk][left_id], rated[pk][right_id]))
        for pk, method in boards.items()
        if {left_id, right_id} <= rated.get(pk, {}).keys()
    ]
