"""Pages of the ranking: the leaderboard and each contestant's own."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ranking import selectors
from ranking.axis import Whisker, axis_for
from ranking.forms import BoardFilter
from ranking.models import Contestant, Rating
from ranking.refit import chance
from ranking.selectors import PairRecord


@dataclass(frozen=True)
class Row:
    """A line of the table: the rating and where it is drawn."""

    rating: Rating
    whisker: Whisker


@dataclass(frozen=True)
class Meeting:
    """What became of a contestant against one opponent; the chance is the board's."""

    opponent: Contestant
    record: PairRecord
    expected_share: float | None


@require_safe
def leaderboard(request: HttpRequest) -> HttpResponse:
    board = selectors.newest_leaderboard()
    ratings = list(selectors.ratings(board)) if board and board.num_comparisons else []
    filters = BoardFilter(ratings, request.GET.dict())
    axis = axis_for((r.rating, r.rating_low, r.rating_high) for r in ratings if r.num_comparisons)
    rows = [
        Row(rating, axis.whisker(rating.rating, rating.rating_low, rating.rating_high))
        for rating in filters.chosen()
    ]
    context = {
        "board": board,
        "rows": rows,
        "num_contestants": len(ratings),
        "num_set_aside": sum(board.num_excluded.values()) if board else 0,
        "filters": filters,
        "ticks": axis.ticks(),
        "is_empty": not ratings,
    }
    return render(request, "ranking/leaderboard.html", context)


@require_safe
def contestant(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(selectors.public_contestants(), slug=slug)
    board = selectors.newest_leaderboard()
    context = {
        "contestant": shown,
        "board": board,
        "rating": selectors.rating_of(shown),
        "meetings": _meetings(shown),
    }
    return render(request, "ranking/contestant.html", context)


def _meetings(shown: Contestant) -> list[Meeting]:
    records = selectors.opponent_records(shown.pk)
    strengths = selectors.strengths()
    own = strengths.get(shown.pk)
    return [
        Meeting(
            opponent=opponent,
            record=records[opponent.pk],
            expected_share=_chance(own, strengths.get(opponent.pk)),
        )
        for opponent in selectors.public_contestants().filter(pk__in=records)
    ]


def _chance(own: float | None, other: float | None) -> float | None:
    return None if own is None or other is None else chance(own, other)
