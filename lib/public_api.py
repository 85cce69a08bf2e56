"""What every address of the public API has: one form, an ETag, refusals in words."""

import json
from collections.abc import AsyncIterator
from typing import IO, Any

from django.conf import settings
from django.http import StreamingHttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import OpenApiResponse
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView, exception_handler

from lib.bot_tokens.authentication import BotTokenAuthentication
from lib.client_address import address_of
from lib.rate_limit import allow
from lib.refusals import Refusal

EXPORTS_AN_HOUR = 6
MOST_BYTES = 16_384  # that a bot may post at once
JSON_LINES = "application/x-ndjson"
REFUSED = {"type": "object", "properties": {"detail": {"type": "string"}}}
NOT_FOUND = OpenApiResponse(response=REFUSED, description="There is no such thing.")
NOT_NOW = OpenApiResponse(response=REFUSED, description="Not now; the detail says why.")
NOT_CHANGED = OpenApiResponse(description="Not changed since the ETag or date that was sent.")


def as_answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """What a door refuses, as the API tells it: the words under "detail", as everywhere else."""
    if isinstance(error, Refusal):
        told = error.told()
        return Response({"detail": told.pop("message"), **told}, status=error.status)
    return exception_handler(error, context)


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


class BotThrottle(BaseThrottle):
    """As many requests a minute as an address has, but of an account, wherever its bots run."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        return allow(f"{settings.API_REQUESTS_PER_MINUTE}/minute", "bot", str(request.user.pk))

    def wait(self) -> float:
        return 60.0


class ShortJson(BaseParser):
    """A JSON object, whatever the request calls it, neither long nor deep."""

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: Any = None, parser_context: Any = None
    ) -> dict[str, Any]:
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise ParseError(_("That is too long: send 16 KiB at most."))
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            raise ParseError(_("That is not JSON.")) from None
        if not isinstance(found, dict):
            raise ParseError(_("Send a JSON object."))
        return found


class ForBots(APIView):
    """A door for programs that act for an account: by token only, so no other site's page can."""

    authentication_classes = [BotTokenAuthentication]
    permission_classes = [IsAuthenticated]
    throttle_classes = [BotThrottle]
    parser_classes = [ShortJson]
    content_negotiation_class = OneForm

    def finalize_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response


class ExportThrottle(BaseThrottle):
    """All of something is much to send: far fewer times an hour than other answers."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        what = f"{type(view).__name__} export"
        return allow(f"{EXPORTS_AN_HOUR}/hour", what, address_of(request._request))

    def wait(self) -> float:
        return 3600.0


def json_lines(lines: AsyncIterator[str], file_name: str) -> StreamingHttpResponse:
    """A release, streamed and kept nowhere: the next one has other pseudonyms."""
    return StreamingHttpResponse(
        lines,
        content_type=JSON_LINES,
        headers={
            "Content-Disposition": f'attachment; filename="{file_name}"',
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",
        },
    )
