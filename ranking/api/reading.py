"""What addresses of the ranking share: a lens in the query, a table as JSON or CSV."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.http import http_date
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from lib.public_api import NOT_CHANGED, Reading
from ranking import selectors
from ranking.categories import CATEGORIES
from ranking.csv_rows import to_csv
from ranking.lens import PLAIN, WINDOWS, Lens
from ranking.lens_query import lens_from
from ranking.methods import METHODS
from ranking.models import Leaderboard

SHEET = {
    (200, "text/csv"): OpenApiTypes.STR,
    304: NOT_CHANGED,
    (404, "text/csv"): OpenApiTypes.STR,
}
LENS = [
    OpenApiParameter("category", str, enum=list(CATEGORIES), default=PLAIN.category),
    OpenApiParameter("window", str, enum=list(WINDOWS), default=PLAIN.window),
    OpenApiParameter("method", str, enum=list(METHODS), default=PLAIN.method_key),
]


class CsvRenderer(BaseRenderer):
    """The rows of an answer; the view says which columns."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, media_type: Any = None, context: Any = None) -> str:
        if isinstance(data, dict):  # a refusal
            return to_csv(list(data), [data])
        return to_csv(context["view"].csv_columns, data)


class Csv(Reading):
    """A table for a spreadsheet."""

    renderer_classes = [CsvRenderer]
    csv_columns: ClassVar[list[str]]

    def table(self, rows: Iterable[dict[str, object]], name: str, **headers: str) -> Response:
        attachment = f'attachment; filename="{name}.csv"'
        return Response(list(rows), headers={**headers, "Content-Disposition": attachment})


def asked_lens(request: Request) -> Lens:
    """The lens of the query; a bad one is answered with 400, by the name of the field."""
    try:
        return lens_from(request.query_params.dict())
    except ValidationError as error:
        raise exceptions.ValidationError(error.message_dict) from None


def newest_or_404(board: str, lens: Lens = PLAIN) -> Leaderboard:
    newest = selectors.newest_leaderboard(board, lens)
    if newest is None:
        words = _("There is no leaderboard called “%(board)s”, or not enough votes for this view.")
        raise exceptions.NotFound(words % {"board": board})
    return newest


def date_of(leaderboard: Leaderboard) -> dict[str, str]:
    return {"Last-Modified": http_date(leaderboard.published_at.timestamp())}
