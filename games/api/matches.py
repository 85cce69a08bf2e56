"""Finished matches for researchers: JSON lines with every event and every belief, pseudonymous."""

import json
import secrets
from collections.abc import AsyncIterator

from channels.db import database_sync_to_async
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from games.releasing import released_block
from lib.public_api import JSON_LINES, ExportThrottle, OneForm, json_lines


class Matches(APIView):
    content_negotiation_class = OneForm
    throttle_classes = [ExportThrottle]

    @extend_schema(
        parameters=[
            OpenApiParameter("game", str, description="Of this game only."),
            OpenApiParameter("mode", str, description="Played in this way only."),
        ],
        responses={(200, JSON_LINES): OpenApiTypes.STR},
        summary="Finished matches, one JSON object a line: events, beliefs live and asked again",
        operation_id="games_matches",
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        wanted = {name: request.query_params.get(name, "") for name in ("game", "mode")}
        return json_lines(_lines(wanted, secrets.token_hex(32)), "matches.jsonl")


async def _lines(wanted: dict[str, str], salt: str) -> AsyncIterator[str]:
    after = 0
    while True:
        rows, after = await database_sync_to_async(released_block)(wanted, after, salt)
        yield "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        if not rows:
            return
