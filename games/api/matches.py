"""Finished matches for researchers, with every event and every belief: all of them as JSON lines
under pseudonyms, or one with the nonce that opens its seal."""

import json
import secrets
from collections.abc import AsyncIterator
from uuid import UUID

from channels.db import database_sync_to_async
from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from games.api.shapes import EventFacts
from games.releasing import released_block, released_match
from lib.public_api import (
    JSON_LINES,
    NOT_CHANGED,
    NOT_FOUND,
    NOT_NOW,
    ExportThrottle,
    OneForm,
    Reading,
    json_lines,
)


class ReleasedPlayer(serializers.Serializer):
    seat = serializers.CharField()
    kind = serializers.CharField(help_text="human, model, search or bot.")
    contestant = serializers.CharField(allow_null=True, help_text="The slug of a model.")
    person = serializers.CharField(allow_null=True, help_text="Holds in this answer only.")
    shares_words = serializers.BooleanField(
        allow_null=True, help_text="Whether a person let be published what they wrote."
    )
    result = serializers.CharField()
    score = serializers.FloatField(allow_null=True)


class ReleasedMatch(serializers.Serializer):
    """A finished match. HMAC-SHA256 of the deal under the nonce is the commitment."""

    match = serializers.CharField()
    game = serializers.CharField()
    mode = serializers.CharField()
    rules_version = serializers.IntegerField()
    is_of_the_day = serializers.BooleanField(help_text="Dealt the word of the day.")
    deal = serializers.JSONField(help_text="Sealed: as JSON with sorted keys and no spaces.")
    nonce = serializers.CharField()
    commitment = serializers.CharField(help_text="64 hexadecimal digits; public from the start.")
    wording = serializers.IntegerField()
    ending = serializers.CharField()
    is_rated = serializers.BooleanField()
    unrated_because = serializers.CharField()
    day = serializers.CharField()
    players = ReleasedPlayer(many=True)
    events = EventFacts(
        many=True,
        help_text="null in place of what people wrote who did not agree, and of private details.",
    )
    beliefs = serializers.JSONField(help_text="By seat: turn, live, and asked again afterwards.")
    probe_version = serializers.IntegerField()


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


class OneMatch(Reading):
    @extend_schema(
        responses={200: ReleasedMatch, 304: NOT_CHANGED, 404: NOT_FOUND, 409: NOT_NOW},
        summary="One finished match: its deal and nonce, every event, beliefs, the result",
        operation_id="games_match",
    )
    def get(self, request: Request, match_id: UUID) -> Response:
        return Response(ReleasedMatch(released_match(match_id, timezone.now().date())).data)


async def _lines(wanted: dict[str, str], salt: str) -> AsyncIterator[str]:
    after, today = 0, timezone.now().date()
    while True:
        rows, after = await database_sync_to_async(released_block)(wanted, after, salt, today)
        yield "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        if not rows:
            return
