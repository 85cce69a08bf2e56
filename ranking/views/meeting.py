"""Head to head: two contestants, their record, and what the board expects."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ranking import selectors
from ranking.categories import Category
from ranking.selectors import PairRecord
from ranking.templatetags.ranking import rank_spread
from ranking.views.seen import Seen, board_page

BAR = 600.0  # width of the drawing


@dataclass(frozen=True)
class Piece:
    """A part of the bar; x and width on the drawing."""

    kind: str
    x: float
    width: float


@board_page("board")
def meeting(request: HttpRequest, seen: Seen, left: str, right: str) -> HttpResponse:
    found = selectors.ratings(seen.leaderboard) if seen.leaderboard else []
    rows = {rating.contestant.slug: rating for rating in found if rating.num_comparisons}
    if left == right or not {left, right} <= rows.keys():
        raise Http404(_("These two are not both on this board."))
    pair = rows[left], rows[right]
    ids = (pair[0].contestant_id, pair[1].contestant_id)
    records = selectors.records_by_category(seen.board.slug, *ids)
    context = {
        "seen": seen,
        "left_rank": rank_spread(pair[0]),
        "right_rank": rank_spread(pair[1]),
        "left": pair[0],
        "right": pair[1],
        "records": records,
        "whole": _whole(records),
        "pieces": pieces_of(_whole(records)),
        "expectations": selectors.expectations(seen.newest, seen.lens, *ids),
        "bar": BAR,
    }
    return render(request, "ranking/meeting.html", context)


def _whole(records: list[tuple[Category, PairRecord]]) -> PairRecord | None:
    return records[0][1] if records else None


def pieces_of(record: PairRecord | None) -> list[Piece]:
    """Left's wins, ties, both bad, right's wins: as wide as often."""
    if record is None:
        return []
    parts = {
        "left": record.left,
        "tie": record.tie,
        "both-bad": record.both_bad,
        "right": record.right,
    }
    pieces, x = [], 0.0
    for kind, number in parts.items():
        width = BAR * number / record.total
        pieces.append(Piece(kind, round(x, 1), round(width, 1)))
        x += width
    return pieces
