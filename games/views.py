"""The doors of the games: the lobby, a match's page, and posts for forms and bots alike."""

import json
import random
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from games import lobby, selectors, services
from games.broadcasting import announce
from games.errors import NotAllowed, Refusal, Stale
from games.names import NAMES
from games.pages import parts_of
from games.presenting import state_of
from lib.jobs.tasks import wake
from lib.visitors import visitor_of

View = Callable[..., HttpResponse]


def answers_refusals(view: View) -> View:
    """A refusal becomes JSON for a script, and a page with the words for a form."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            words = {"kind": refusal.kind, "message": str(refusal.message)}
            if isinstance(refusal, Stale):
                words["seq"] = str(refusal.seq)
            if wants_json(request):
                return JsonResponse({"error": words}, status=refusal.status)
            context = {"refusal": words, "names": NAMES}
            return render(request, "games/lobby.html", context, status=refusal.status)

    return answering


def wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


@require_GET
@never_cache
def show_lobby(request: HttpRequest) -> HttpResponse:
    running = selectors.running_of(visitor_of(request))[:3]
    return render(request, "games/lobby.html", {"names": NAMES, "running": running})


@require_POST
@answers_refusals
def start(request: HttpRequest, game: str, mode: str) -> HttpResponse:
    """Open a match against a model and go there; its first turn is asked for at once."""
    now = timezone.now()
    opening = lobby.opening_against_model(
        game, mode, visitor_of(request), random.SystemRandom(), now
    )
    opened = services.open_match(opening, now)
    if opened.job is not None:
        wake(opened.job)
    return redirect("games:match", match_id=opened.match.pk)


@require_GET
@never_cache
@answers_refusals
def match(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    """The match's page; as JSON, with ?after=<number>, what has happened since."""
    found = selectors.match_of(match_id)
    seat = selectors.seat_of(found, visitor_of(request))
    if wants_json(request):
        after = request.GET.get("after", "0")
        return JsonResponse(state_of(found, seat, after=int(after) if after.isdecimal() else 0))
    state = state_of(found, seat)
    context = {"state": state, "name": NAMES[found.game], "parts": parts_of(state, request)}
    return render(request, "games/match.html", context)


@require_POST
@answers_refusals
def move(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    """{"id", "base", "move"} as JSON; or a form whose other fields are the move."""
    asked = _asked(request)
    found = selectors.match_of(match_id)
    seat = selectors.seat_of(found, visitor_of(request))
    if seat is None:
        raise NotAllowed(_("You are watching this match."))
    played = services.play_move(
        match_id=match_id,
        seat=seat,
        base_seq=asked["base"],
        move_id=asked["id"],
        move=asked["move"],
        now=timezone.now(),
    )
    announce(match_id)
    if played.job is not None:
        wake(played.job)
    if wants_json(request):
        return JsonResponse({"seq": played.seq, "is_new": played.is_new})
    return redirect("games:match", match_id=match_id)


@require_POST
@answers_refusals
def resign(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    found = selectors.match_of(match_id)
    seat = selectors.seat_of(found, visitor_of(request))
    if seat is None:
        raise NotAllowed(_("You are watching this match."))
    services.resign(match_id=match_id, seat=seat, now=timezone.now())
    announce(match_id)
    return redirect("games:match", match_id=match_id)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Raises NotAllowed with how it should be."""
    if request.content_type == "application/json":
        try:
            found = json.loads(request.body)
        except (ValueError, RecursionError):
            found = None
    else:
        fields = request.POST.dict()
        base, move_id = str(fields.pop("base", "")), fields.pop("id", "")
        fields.pop("csrfmiddlewaretoken", None)
        found = {"id": move_id, "base": int(base) if base.isdecimal() else None, "move": fields}
    wanted = {"id": str, "base": int, "move": dict}
    if not isinstance(found, dict) or any(type(found.get(k)) is not t for k, t in wanted.items()):
        raise NotAllowed(_("A move is an object with id (text), base (a number) and move."))
    return found
