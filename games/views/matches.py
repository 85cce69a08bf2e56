"""The doors of the games: the lobby, a match's page, and posts for forms and scripts alike."""

import json
import random
import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from games import lobby, selectors, services
from games.acting import act, present_company
from games.afterwards import asked_after
from games.attending.company import company_piece
from games.broadcasting import announce
from games.clocks import Tempo, tempo_of
from games.errors import NotAllowed, Refusal
from games.lobby import Against, Wish
from games.messages import AskAppeal, Claim, ClaimEnd, PlayMove, Resign, TakeBack
from games.models import Match
from games.pages.names import NAMES, TEMPOS
from games.pages.pieces import pieces_of
from games.presenting import state_of
from games.rules.base import Seat
from games.services import Chair, Opening
from lib.refusals import answers_refusals_by, wants_json
from lib.visitors import visitor_of


def _refuse(request: HttpRequest, refusal: Refusal, **_place: Any) -> HttpResponse:
    """JSON for a script, and a page with the words for a form."""
    if wants_json(request):
        return JsonResponse({"error": refusal.told()}, status=refusal.status)
    return _lobby(request, refusal)


answers_refusals = answers_refusals_by(_refuse)


@require_GET
@never_cache
def show_lobby(request: HttpRequest) -> HttpResponse:
    return _lobby(request)


def _lobby(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    visitor = visitor_of(request)
    context = {
        "names": NAMES,
        "tempos": TEMPOS,
        "running": selectors.running_of(visitor)[:3],
        "daily": selectors.daily_of(visitor, timezone.now().date()),
        "refusal": refusal.told() if refusal else None,
    }
    return render(request, "games/lobby.html", context, status=refusal.status if refusal else 200)


@require_POST
@answers_refusals
def start(request: HttpRequest, game: str, mode: str) -> HttpResponse:
    """Open a match and go there; its first turn, if it is a model's, is asked for at once.

    against: model (as usual), human, search. tempo: relaxed (as usual), casual, blitz.
    """
    against = request.POST.get("against", Against.MODEL)
    if against not in list(Against):
        raise NotAllowed(_("You can play against: model, human, search."))
    tempo = request.POST.get("tempo", Tempo.RELAXED)
    if tempo not in list(Tempo):
        raise NotAllowed(_("A tempo is one of: relaxed, casual, blitz."))
    wish, now = Wish(game, mode, Against(against), Tempo(tempo)), timezone.now()
    return _open(lobby.opening_for(wish, visitor_of(request), random.SystemRandom(), now), now)


@require_POST
@answers_refusals
def rematch(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    found = selectors.match_of(match_id)
    visitor, now = visitor_of(request), timezone.now()
    wish = lobby.wish_again(found, visitor)
    opening = lobby.opening_for(wish, visitor, random.SystemRandom(), now)
    return _open(replace(opening, rematch_of=found), now)


@require_POST
@answers_refusals
def daily(request: HttpRequest) -> HttpResponse:
    """One's try at the word of the day."""
    now = timezone.now()
    return _open(lobby.daily_opening(visitor_of(request), random.SystemRandom(), now), now)


def _open(opening: Opening, now: datetime) -> HttpResponse:
    opened = services.open_match(opening, now)
    announce(opened.match.pk, opened.job)
    return redirect("games:match", match_id=opened.match.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@answers_refusals
def join(request: HttpRequest, invite: str) -> HttpResponse:
    """The page behind an invitation, and the seat that it gives."""
    found = selectors.match_invited_to(invite)
    visitor = visitor_of(request)
    if selectors.seat_of(found, visitor) is not None:
        return redirect("games:match", match_id=found.pk)
    if request.method != "POST":
        tempo = TEMPOS[tempo_of(found.move_seconds)]
        context = {"match": found, "name": NAMES[found.game], "tempo": tempo}
        return render(request, "games/invitation.html", context)
    lobby.check_limits(visitor)
    opened = services.join(match_id=found.pk, chair=Chair(visitor=visitor), now=timezone.now())
    announce(found.pk, opened.job)
    return redirect("games:match", match_id=found.pk)


@require_GET
@never_cache
@answers_refusals
def match(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    """The match's page; as JSON, with ?after=<number>, what has happened since."""
    found, visitor = selectors.match_of(match_id), visitor_of(request)
    seat = selectors.seat_of(found, visitor)
    if wants_json(request):
        after = _number(request.GET.get("after", "")) or 0
        return JsonResponse(state_of(found, seat, now=timezone.now(), after=after))
    state = state_of(found, seat, now=timezone.now())
    pieces = pieces_of(state, request, asked_after(found, seat, visitor))
    if seat is not None:
        company = present_company(found, seat, timezone.now())
        pieces["company"] = company_piece(found.pk, company, request)
    context = {"state": state, "name": NAMES[found.game], "pieces": pieces}
    return render(request, "games/match.html", context)


@require_POST
@answers_refusals
def move(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    """{"id", "base", "move"} as JSON; or a form whose other fields are the move."""
    asked = _asked(request)
    seat = own_seat(request, selectors.match_of(match_id))
    wish = PlayMove(asked["id"], asked["base"], asked["move"])
    played = act(match_id, seat, wish, timezone.now())
    if wants_json(request):
        return JsonResponse({"seq": played.seq, "is_new": played.is_new})
    return redirect("games:match", match_id=match_id)


@require_POST
@answers_refusals
def resign(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    seat = own_seat(request, selectors.match_of(match_id))
    act(match_id, seat, Resign(), timezone.now())
    return redirect("games:match", match_id=match_id)


@require_POST
@answers_refusals
def claim(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    """End a match whose other player has been away for long enough. what: win, off."""
    what = request.POST.get("what", "")
    if what not in list(Claim):
        raise NotAllowed(_("You can claim: win, off."))
    seat = own_seat(request, selectors.match_of(match_id))
    act(match_id, seat, ClaimEnd(Claim(what)), timezone.now())
    return redirect("games:match", match_id=match_id)


@require_POST
@answers_refusals
def appeal(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    """Have a ruling judged again. ruling: the number of its event."""
    ruling = _number(request.POST.get("ruling", ""))
    if ruling is None:
        raise NotAllowed(_("Say which ruling: the number of its event."))
    seat = own_seat(request, selectors.match_of(match_id))
    act(match_id, seat, AskAppeal(ruling), timezone.now())
    return redirect("games:match", match_id=match_id)


@require_POST
@answers_refusals
def take_back(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    """Undo one's last move, as long as nothing happened since the page was drawn."""
    seat = own_seat(request, selectors.match_of(match_id))
    base = _number(request.POST.get("base", ""))
    if base is None:
        raise NotAllowed(_("Say by a number, as base, which event you saw last."))
    act(match_id, seat, TakeBack(base), timezone.now())
    return redirect("games:match", match_id=match_id)


def own_seat(request: HttpRequest, found: Match) -> Seat:
    seat = selectors.seat_of(found, visitor_of(request))
    if seat is None:
        raise NotAllowed(_("You are watching this match."))
    return seat


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Raises NotAllowed with how it should be."""
    if request.content_type == "application/json":
        try:
            found = json.loads(request.body)
        except (ValueError, RecursionError):
            found = None
    else:
        fields = request.POST.dict()
        base, move_id = _number(str(fields.pop("base", ""))), fields.pop("id", "")
        fields.pop("csrfmiddlewaretoken", None)
        found = {"id": move_id, "base": base, "move": fields}
    wanted = {"id": str, "base": int, "move": dict}
    if not isinstance(found, dict) or any(type(found.get(k)) is not t for k, t in wanted.items()):
        raise NotAllowed(_("A move is an object with id (text), base (a number) and move."))
    return found


def _number(text: str) -> int | None:
    """Of an event; None where it is none."""
    return int(text) if text.isdecimal() and len(text) < 10 else None
