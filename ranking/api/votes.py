"""The public API's votes: a board's own votes as JSON lines, streamed, under pseudonyms."""

import secrets
from collections.abc import AsyncIterator

from channels.db import database_sync_to_async
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView

from lib.public_api import JSON_LINES, REFUSED, ExportThrottle, OneForm, json_lines
from ranking import selectors
from ranking.formats.pseudonyms import released
from ranking.formats.writing import clean_battle_lines


class Votes(APIView):
    content_negotiation_class = OneForm
    throttle_classes = [ExportThrottle]

    @extend_schema(
        responses={
            (200, JSON_LINES): OpenApiTypes.STR,
            404: OpenApiResponse(
                response=REFUSED,
                description="No votes of this board are given out here.",
            ),
        },
        summary="Every vote of a board that counts, one JSON object a line, in the shape of clean "
        "battles; pseudonyms hold within one answer only, times are to the hour",
    )
    def get(self, request: Request, board: str) -> StreamingHttpResponse:
        _refuse(board)
        return json_lines(_lines(board, secrets.token_hex(32)), f"{board}-votes.jsonl")


def _refuse(board: str) -> None:
    """Only what was voted here is ours to give away."""
    if board not in selectors.board_slugs():
        raise NotFound(_("There is no board called “%(board)s”.") % {"board": board})
    if selectors.is_imported(board):
        raise NotFound(_("These votes were imported: get them where they come from."))


async def _lines(board: str, salt: str) -> AsyncIterator[str]:
    after = 0
    while True:
        block, after = await database_sync_to_async(selectors.exported_block)(board, after)
        yield "".join(clean_battle_lines(released(row, salt) for row in block))
        if not after:
            return
