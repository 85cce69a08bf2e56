"""Two contestants: their record, and what the board expects of them."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from lib.public_api import NOT_CHANGED, NOT_FOUND, Reading
from ranking import selectors
from ranking.api.reading import LENS, asked_lens, newest_or_404
from ranking.api.rows import MeetingFacts, PredictionRow
from ranking.lens import Lens
from ranking.models import Contestant

PAIR = [
    OpenApiParameter("a", str, required=True, description="Slug of the one, on the left."),
    OpenApiParameter("b", str, required=True, description="Slug of the other."),
]


class Predict(Reading):
    @extend_schema(
        parameters=[*LENS, *PAIR],
        responses={200: PredictionRow(many=True), 304: NOT_CHANGED, 404: NOT_FOUND},
        summary="The chance of each outcome for any pair, by every method that is at hand",
    )
    def get(self, request: Request, board: str) -> Response:
        lens = asked_lens(request)
        newest_or_404(board, lens)
        left, right = _two(*(request.query_params.get(name, "") for name in "ab"))
        return Response(PredictionRow(_expected(board, lens, left, right), many=True).data)


class Meeting(Reading):
    @extend_schema(
        parameters=LENS,
        responses={200: MeetingFacts, 304: NOT_CHANGED, 404: NOT_FOUND},
        summary="Head to head: the record of two contestants, and what the board expects",
    )
    def get(self, request: Request, board: str, left: str, right: str) -> Response:
        lens = asked_lens(request)
        newest_or_404(board, lens)
        one, other = _two(left, right)
        records = selectors.records_by_category(board, one.pk, other.pk)
        facts = {
            "left": one.slug,
            "right": other.slug,
            "records": [
                {
                    "category": category.slug,
                    "left": record.left,
                    "tie": record.tie,
                    "both_bad": record.both_bad,
                    "right": record.right,
                }
                for category, record in records
            ],
            "expected": _expected(board, lens, one, other),
        }
        return Response(MeetingFacts(facts).data)


def _two(left: str, right: str) -> tuple[Contestant, Contestant]:
    found = {c.slug: c for c in selectors.public_contestants().filter(slug__in=[left, right])}
    if len(found) < 2:
        raise exceptions.NotFound(_("Name two different contestants, by their slugs."))
    return found[left], found[right]


def _expected(
    board: str, lens: Lens, left: Contestant, right: Contestant
) -> list[dict[str, object]]:
    newest = {selectors.lens_of(row): row for row in selectors.newest_leaderboards(board)}
    expected = selectors.expectations(newest, lens, left.pk, right.pk)
    if not expected:
        raise exceptions.NotFound(_("These two are not both on this board."))
    return [
        {
            "method": one.method.key,
            "left": one.prediction.left,
            "tie": one.prediction.tie,
            "right": one.prediction.right,
        }
        for one in expected
    ]
