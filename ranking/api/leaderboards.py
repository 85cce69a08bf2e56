"""Leaderboards: of every board, through every lens, of the past; and who is on them."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from lib.public_api import NOT_CHANGED, NOT_FOUND, Reading
from ranking import selectors
from ranking.api.reading import LENS, SHEET, Csv, asked_lens, date_of, newest_or_404
from ranking.models import Leaderboard
from ranking.serializers import (
    BoardFacts,
    ContestantFacts,
    LeaderboardSummary,
    Links,
    SheetRow,
    WholeLeaderboard,
)

WHOLE = {200: WholeLeaderboard, 304: NOT_CHANGED, 404: NOT_FOUND}


class Index(Reading):
    @extend_schema(responses={200: Links, 304: NOT_CHANGED}, summary="Parts of the API")
    def get(self, request: Request) -> Response:
        names = ("boards", "leaderboards", "contestants", "schema")
        return Response({name: reverse(f"api:{name}", request=request) for name in names})


class Boards(Reading):
    @extend_schema(
        responses={200: BoardFacts(many=True), 304: NOT_CHANGED},
        summary="All boards, with their sources and the lenses that each has",
    )
    def get(self, request: Request) -> Response:
        lenses: dict[str, list[Leaderboard]] = {}
        for row in selectors.newest_leaderboards():
            lenses.setdefault(row.board, []).append(row)
        context = {"request": request, "lenses": lenses}
        return Response(BoardFacts(selectors.known_boards(), many=True, context=context).data)


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
        parameters=LENS,
        responses=WHOLE,
        summary="The newest board of this name through this lens, with every row",
    )
    def get(self, request: Request, board: str) -> Response:
        newest = newest_or_404(board, asked_lens(request))
        facts = WholeLeaderboard(newest, context={"request": request})
        return Response(facts.data, headers=date_of(newest))


class LeaderboardCsv(Csv):
    csv_columns = list(SheetRow().fields)

    @extend_schema(
        operation_id="leaderboard_csv",
        parameters=LENS,
        responses=SHEET,
        summary="The rows of the newest board of this name as CSV",
    )
    def get(self, request: Request, board: str) -> Response:
        newest = newest_or_404(board, asked_lens(request))
        rows = SheetRow(selectors.ratings(newest), many=True).data
        return self.table(rows, board, **date_of(newest))


@extend_schema_view(get=extend_schema(operation_id="board_csv"))
class BoardCsv(LeaderboardCsv):
    """The same under the address of boards; in the schema, each address has a name of its own."""


class Snapshot(Reading):
    @extend_schema(responses=WHOLE, summary="A leaderboard of the past, as it was published")
    def get(self, request: Request, snapshot_id: int) -> Response:
        found = _snapshot_or_404(snapshot_id)
        facts = WholeLeaderboard(found, context={"request": request})
        return Response(facts.data, headers=date_of(found))


class SnapshotCsv(Csv):
    csv_columns = list(SheetRow().fields)

    @extend_schema(
        operation_id="snapshot_csv", responses=SHEET, summary="The rows of a snapshot as CSV"
    )
    def get(self, request: Request, snapshot_id: int) -> Response:
        found = _snapshot_or_404(snapshot_id)
        rows = SheetRow(selectors.ratings(found), many=True).data
        return self.table(rows, f"{found.board}-{found.pk}", **date_of(found))


class Contestants(Reading):
    @extend_schema(
        responses={200: ContestantFacts(many=True), 304: NOT_CHANGED},
        summary="Public facts of all contestants",
    )
    def get(self, request: Request) -> Response:
        return Response(ContestantFacts(selectors.public_contestants(), many=True).data)


def _snapshot_or_404(snapshot_id: int) -> Leaderboard:
    found = selectors.snapshot(snapshot_id)
    if found is None:
        kept = selectors.stands_for(snapshot_id)
        words = _("There is no snapshot with this number.")
        if kept:
            words = _("This snapshot is no longer kept; the nearest one is %(id)d.")
            words %= {"id": kept.pk}
        raise exceptions.NotFound(words)
    return found
