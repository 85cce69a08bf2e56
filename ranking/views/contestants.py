"""A contestant's own page: its ratings through every lens, and whom it met."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ranking import selectors
from ranking.lens import PLAIN
from ranking.lens_query import query_of
from ranking.method import chance
from ranking.models import Board, Contestant, Rating
from ranking.names import CATEGORY_NAMES, METHOD_NAMES, WINDOW_NAMES, name_of
from ranking.selectors import OVERALL, PairRecord


@dataclass(frozen=True)
class Meeting:
    """What became of a contestant against one opponent; the chance is the board's."""

    opponent: Contestant
    record: PairRecord
    expected_share: float | None


@dataclass(frozen=True)
class LensRow:
    """A rating through one lens of the board that is shown."""

    rating: Rating
    category: str
    window: str
    method: str
    query: str


@require_safe
def contestant(request: HttpRequest, slug: str) -> HttpResponse:
    """?board= chooses among the boards on which it stands; our own is the first choice."""
    shown = get_object_or_404(selectors.public_contestants(), slug=slug)
    everywhere = list(selectors.ratings_of(shown))
    slugs = {rating.leaderboard.board for rating in everywhere}
    boards = [board for board in selectors.known_boards() if board.slug in slugs]
    board = _chosen(boards, request.GET.get("board", ""))
    here = [r for r in everywhere if r.leaderboard.board == board.slug]
    plain = next((r for r in here if selectors.lens_of(r.leaderboard) == PLAIN), None)
    context = {
        "contestant": shown,
        "boards": boards,
        "board": board,
        "rating": plain,
        "lens_rows": [_lens_row(rating) for rating in here],
        "meetings": _meetings(shown, board.slug),
    }
    return render(request, "ranking/contestant.html", context)


def _chosen(boards: list[Board], wanted: str) -> Board:
    named = {board.slug: board for board in boards}
    return named.get(wanted) or (boards[0] if boards else Board(slug=OVERALL, name="Overall"))


def _lens_row(rating: Rating) -> LensRow:
    lens = selectors.lens_of(rating.leaderboard)
    return LensRow(
        rating=rating,
        category=name_of(lens.category, CATEGORY_NAMES),
        window=name_of(lens.window, WINDOW_NAMES),
        method=name_of(lens.method_key, METHOD_NAMES),
        query=query_of(lens),
    )


def _meetings(shown: Contestant, board: str) -> list[Meeting]:
    records = selectors.opponent_records(shown.pk, board)
    strengths = selectors.strengths(board)
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
