"""What a door refuses, in words for the visitor; the errors of each app stand below this."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

View = Callable[..., HttpResponse]


class Refusal(Exception):
    """What was asked for is not done; nothing was changed. kind: for scripts; status: of HTTP."""

    kind = "refused"
    status = 400

    def __init__(self, message: "str | Promise") -> None:
        super().__init__(message)
        self.message = message

    def told(self) -> dict[str, Any]:
        """For scripts."""
        return {"kind": self.kind, "message": str(self.message)}


class TooMuch(Refusal):
    """A limit of this site."""

    kind, status = "limit", 429


class NobodyFree(Refusal):
    """Too few contestants can answer now."""

    kind, status = "busy", 503


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, which a refusal is told to as JSON."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def answers_refusals_by(refuse: Callable[..., HttpResponse]) -> Callable[[View], View]:
    """A decorator of views: a refusal is answered by refuse(request, refusal, ...), which also gets
    what the address names."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answering(request: HttpRequest, *args: Any, **place: Any) -> HttpResponse:
            try:
                return view(request, *args, **place)
            except Refusal as refusal:
                return refuse(request, refusal, **place)

        return answering

    return decorate
