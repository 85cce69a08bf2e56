"""The public API: boards, contestants and where to find them; reading only."""

from typing import Any

from django.utils.decorators import method_decorator
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from ranking import selectors
from ranking.csv_rows import to_csv
from ranking.models import Leaderboard, Rating
from ranking.serializers import ContestantFacts, LeaderboardSummary, Links, WholeLeaderboard

CSV_COLUMNS = [
    "rank_low",
    "rank_high",
    "contestant",
    "name",
    "organisation",
    "licence",
    "rating",
    "rating_low",
    "rating_high",
    "strength",
    "num_comparisons",
    "num_both_bad",
    "input_usd_per_million_tokens",
    "output_usd_per_million_tokens",
]
NO_SUCH_BOARD = OpenApiResponse(
    response={"type": "object", "properties": {"detail": {"type": "string"}}},
    description="No board of this name has been published.",
)
NOT_CHANGED = OpenApiResponse(description="Not changed since the ETag or date that was sent.")


class OneForm(BaseContentNegotiation):
    """Each address has one form, JSON or .csv, and gives it whatever the Accept header says."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


@method_decorator(conditional_page, name="dispatch")
class Reading(APIView):
    """Answers with an ETag of what it says, and 304 to whoever has it already."""

    content_negotiation_class = OneForm

    def finalize_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(*args, **kwargs)
        response.headers.setdefault("Cache-Control", "public, no-cache")  # keep it, but ask
        return response


class Index(Reading):
    @extend_schema(responses={200: Links, 304: NOT_CHANGED}, summary="Parts of the API")
    def get(self, request: Request) -> Response:
        names = {"leaderboards": "leaderboards", "contestants": "contestants", "schema": "schema"}
        return Response(
            {key: reverse(f"api:{name}", request=request) for key, name in names.items()}
        )


class Leaderboards(Reading):
    @extend_schema(
        responses={200: LeaderboardSummary(many=True), 304: NOT_CHANGED},
        summary="The newest of every board, without rows",
    )
    def get(self, request: Request) -> Response:
        boards = selectors.plain_leaderboards()
        facts = LeaderboardSummary(boards, many=True, context={"request": request})
        return Response(facts.data)


class OneLeaderboard(Reading):
    @extend_schema(
        responses={200: WholeLeaderboard, 304: NOT_CHANGED, 404: NO_SUCH_BOARD},
        summary="The newest board of this name, with every row",
    )
    def get(self, request: Request, board: str) -> Response:
        newest = _newest_or_404(board)
        facts = WholeLeaderboard(newest, context={"request": request})
        return Response(facts.data, headers=_date_of(newest))


class CsvRenderer(BaseRenderer):
    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> str:
        if isinstance(data, dict):  # a refusal
            return to_csv(list(data), [data])
        return to_csv(CSV_COLUMNS, data)


class LeaderboardCsv(Reading):
    renderer_classes = [CsvRenderer]

    @extend_schema(
        operation_id="leaderboard_csv",
        responses={
            (200, "text/csv"): OpenApiTypes.STR,
            304: NOT_CHANGED,
            (404, "text/csv"): OpenApiTypes.STR,
        },
        summary="The rows of the newest board of this name as CSV",
    )
    def get(self, request: Request, board: str) -> Response:
        newest = _newest_or_404(board)
        rows = [_csv_row(rating) for rating in selectors.ratings(newest)]
        name = f'attachment; filename="{board}.csv"'
        return Response(rows, headers={**_date_of(newest), "Content-Disposition": name})


class Contestants(Reading):
    @extend_schema(
        responses={200: ContestantFacts(many=True), 304: NOT_CHANGED},
        summary="Public facts of all contestants",
    )
    def get(self, request: Request) -> Response:
        return Response(ContestantFacts(selectors.public_contestants(), many=True).data)


def _newest_or_404(board: str) -> Leaderboard:
    newest = selectors.newest_leaderboard(board)
    if newest is None:
        raise NotFound(_("There is no leaderboard called “%(board)s”.") % {"board": board})
    return newest


def _date_of(leaderboard: Leaderboard) -> dict[str, str]:
    return {"Last-Modified": http_date(leaderboard.published_at.timestamp())}


def _csv_row(rating: Rating) -> dict[str, object]:
    contestant = rating.contestant
    own = {name: getattr(rating, name) for name in CSV_COLUMNS if hasattr(rating, name)}
    facts = {name: getattr(contestant, name) for name in CSV_COLUMNS if hasattr(contestant, name)}
    return {**facts, **own, "contestant": contestant.slug}
