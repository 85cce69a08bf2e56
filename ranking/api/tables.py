"""The tables behind the charts: each at two addresses, as JSON and as CSV."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from lib.public_api import NOT_CHANGED, NOT_FOUND, Reading
from ranking import selectors
from ranking.api.reading import LENS, SHEET, Csv, asked_lens, newest_or_404
from ranking.api.rows import HistoryRow, MapRow, OverviewRow, PairRow, PriceRow
from ranking.charts.frontier import frontier
from ranking.lens import Lens
from ranking.models import Contestant

WHO = OpenApiParameter(
    "who", str, many=True, description="Slugs of contestants; the five best if none is named."
)


class Table:
    """One table: what it is called, its row, and how its rows are found."""

    name: ClassVar[str]
    summary: ClassVar[str]
    row: ClassVar[type[Serializer]]
    parameters: ClassVar[list[OpenApiParameter]] = LENS

    @staticmethod
    def rows(request: Request, board: str, lens: Lens) -> list[dict[str, object]]:
        raise NotImplementedError


class OverviewTable(Table):
    name, row = "overview", OverviewRow
    summary = "Ranks of all contestants in all categories"

    @staticmethod
    def rows(request: Request, board: str, lens: Lens) -> list[dict[str, object]]:
        newest = {selectors.lens_of(row): row for row in selectors.newest_leaderboards(board)}
        table = selectors.overview(newest, lens)
        return [
            {
                "contestant": row.contestant.slug,
                "category": category.slug,
                "rank_low": cell.rank_low,
                "rank_high": cell.rank_high,
                "num_comparisons": cell.num_comparisons,
            }
            for row in table.rows
            for (category, _lens), cell in zip(table.columns, row.cells, strict=True)
            if cell is not None
        ]


class HistoryTable(Table):
    name, row = "history", HistoryRow
    summary = "Ratings over time"
    parameters = [*LENS, WHO]

    @staticmethod
    def rows(request: Request, board: str, lens: Lens) -> list[dict[str, object]]:
        ranked = [row.contestant for row in selectors.ratings(newest_or_404(board, lens))]
        wanted = request.query_params.getlist("who")
        chosen = [contestant for contestant in ranked if contestant.slug in wanted] or ranked[:5]
        return [
            {
                "contestant": past.contestant.slug,
                "snapshot": moment.snapshot_id,
                "cut_off": moment.cut_off,
                "rating": moment.rating,
                "rating_low": moment.rating_low,
                "rating_high": moment.rating_high,
                "rank_low": moment.rank_low,
                "rank_high": moment.rank_high,
            }
            for past in selectors.history(board, lens, chosen)
            for moment in past.moments
        ]


class PairTable(Table):
    name, row = "pairs", PairRow
    summary = "How often each outcome was given for each pair, ties and both bad apart"

    @staticmethod
    def rows(request: Request, board: str, lens: Lens) -> list[dict[str, object]]:
        ids, counts = selectors.pair_counts(board, lens, timezone.now().date())
        slugs = dict(Contestant.objects.filter(pk__in=ids).values_list("pk", "slug"))
        names = [slugs[contestant_id] for contestant_id in ids]
        columns = zip(
            counts.pairs.tolist(),
            counts.first_won,
            counts.second_won,
            counts.tied,
            counts.both_bad,
            strict=True,
        )
        return [
            {
                "first": names[first],
                "second": names[second],
                "first_won": int(first_won),
                "second_won": int(second_won),
                "tied": int(tied),
                "both_bad": int(both_bad),
            }
            for (first, second), first_won, second_won, tied, both_bad in columns
        ]


class MapTable(Table):
    name, row = "map", MapRow
    summary = "Contestants on a plane, as far apart as they are surely told apart"

    @staticmethod
    def rows(request: Request, board: str, lens: Lens) -> list[dict[str, object]]:
        found = selectors.positions(newest_or_404(board, lens), timezone.now().date())
        return [
            {"contestant": row.contestant.slug, "x": row.x, "y": row.y, "group": row.group}
            for row in found.rows
        ]


class PriceTable(Table):
    name, row = "price", PriceRow
    summary = "Price against rating, for whoever's prices are known"

    @staticmethod
    def rows(request: Request, board: str, lens: Lens) -> list[dict[str, object]]:
        offers = selectors.offers(newest_or_404(board, lens))
        prices, ratings = [o.usd for o in offers], [o.rating for o in offers]
        unbeaten = set(frontier(prices, ratings))
        return [
            {
                "contestant": offer.contestant.slug,
                "usd_per_million_tokens": offer.usd,
                "rating": offer.rating,
                "rating_low": offer.rating_low,
                "rating_high": offer.rating_high,
                "is_unbeaten": i in unbeaten,
            }
            for i, offer in enumerate(offers)
        ]


TABLES: tuple[type[Table], ...] = (OverviewTable, HistoryTable, PairTable, MapTable, PriceTable)


def as_json(table: type[Table]) -> Any:
    """The view that gives a table's rows as JSON."""

    class Json(Reading):
        @extend_schema(
            operation_id=f"board_{table.name}",
            parameters=table.parameters,
            responses={200: table.row(many=True), 304: NOT_CHANGED, 404: NOT_FOUND},
            summary=table.summary,
        )
        def get(self, request: Request, board: str) -> Response:
            lens = asked_lens(request)
            newest_or_404(board, lens)
            return Response(table.row(table.rows(request, board, lens), many=True).data)

    return Json.as_view()


def as_csv(table: type[Table]) -> Any:
    """The view that gives them as CSV."""

    class Sheet(Csv):
        csv_columns = list(table.row().fields)

        @extend_schema(
            operation_id=f"board_{table.name}_csv",
            parameters=table.parameters,
            responses=SHEET,
            summary=f"{table.summary}, as CSV",
        )
        def get(self, request: Request, board: str) -> Response:
            lens = asked_lens(request)
            newest_or_404(board, lens)
            return self.table(table.rows(request, board, lens), f"{board}-{table.name}")

    return Sheet.as_view()
