"""The doors of a battle: pages, and posts that answer a form or a script alike."""

import json
import random
import uuid
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from arena import selectors, services, surveying, voting
from arena.captcha.asking import last_verdict, widget_if_needed
from arena.captcha.content_policy import with_captcha_sources
from arena.errors import ConsentNeeded, InvalidInput, LoginNeeded, Refusal
from arena.gates import check_limits, check_may_vote, checked_captcha, weakest
from arena.models import Battle, Turn, Vote
from arena.modes import MODES, SUGGESTIONS, Mode
from arena.presenting import battle_view, turn_view
from lib.jobs.tasks import wake
from lib.refusals import answers_refusals_by, wants_json
from lib.visitors import visitor_of


def _refuse(
    request: HttpRequest, refusal: Refusal, *, battle_id: uuid.UUID | None = None, **_place: Any
) -> HttpResponse:
    """JSON for a script, and the page again, with the words kept, for a form."""
    url = ""
    if isinstance(refusal, LoginNeeded) and battle_id:
        here = urlencode({"next": reverse("arena:battle", args=[battle_id])})
        needed = "account_email" if request.user.is_authenticated else "account_signup"
        url = f"{reverse(needed)}?{here}"
    if wants_json(request):
        error = refusal.told()
        return JsonResponse({"error": error | ({"url": url} if url else {})}, status=refusal.status)
    if url:
        return redirect(url)
    data = request.POST
    mode = MODES.get(data.get("mode", ""), MODES["blind"])
    found = _own(request, battle_id) if battle_id else None
    return _page(
        request,
        MODES[found.mode] if found else mode,
        found,
        status=refusal.status,
        error=str(refusal.message),
        prompt=data.get("prompt", ""),
    )


answers_refusals = answers_refusals_by(_refuse)


@require_GET
@never_cache
@with_captcha_sources
def new(request: HttpRequest, mode: str = "blind") -> HttpResponse:
    """The page before the first prompt; ?from=<battle> brings the prompt of an earlier one."""
    return _page(request, MODES[mode], prompt=_earlier_prompt(request))


@require_GET
@never_cache
def battle(request: HttpRequest, battle_id: uuid.UUID) -> HttpResponse:
    found = _own(request, battle_id)
    return _page(request, MODES[found.mode], found)


@require_POST
@with_captcha_sources
@answers_refusals
def create(request: HttpRequest) -> HttpResponse:
    """Start a battle: consent, limits, captcha, in this order; then the prompt."""
    data, visitor = _posted(request), visitor_of(request)
    mode = data.get("mode", "blind")
    if mode not in MODES:
        raise InvalidInput(_("There is no such mode."))
    if not selectors.has_consented(visitor):
        if not data.get("consent"):
            raise ConsentNeeded(_("Tick the box that says how your prompts are used."))
        services.record_consent(visitor=visitor)
    check_limits(visitor)
    verdict = checked_captcha(request, data.get("captcha", ""))
    started, job = services.start_battle(
        mode=mode,
        prompt=data.get("prompt", ""),
        visitor=visitor,
        captcha=verdict.value,
        rng=random.SystemRandom(),
        left=data.get("left", ""),
        right=data.get("right", ""),
    )
    wake(job)
    url = reverse("arena:battle", args=[started.pk])
    return JsonResponse({"url": url}, status=201) if wants_json(request) else redirect(url)


@require_POST
@answers_refusals
def add_turn(request: HttpRequest, battle_id: uuid.UUID) -> HttpResponse:
    found = _own(request, battle_id)
    check_limits(visitor_of(request))
    turn, job = services.add_turn(battle=found, prompt=_posted(request).get("prompt", ""))
    wake(job)
    return _turn_answer(request, found, turn)


@require_POST
@answers_refusals
def regenerate(request: HttpRequest, battle_id: uuid.UUID) -> HttpResponse:
    found = _own(request, battle_id)
    check_limits(visitor_of(request))
    turn, job = services.regenerate(battle=found)
    wake(job)
    return _turn_answer(request, found, turn)


@require_POST
def stop(request: HttpRequest, battle_id: uuid.UUID) -> HttpResponse:
    found = _own(request, battle_id)
    services.request_stop(battle=found)
    return JsonResponse({}) if wants_json(request) else redirect("arena:battle", found.pk)


@require_POST
@answers_refusals
def vote(request: HttpRequest, battle_id: uuid.UUID) -> HttpResponse:
    """The verdict; answered with the names."""
    data, visitor, found = _posted(request), visitor_of(request), _own(request, battle_id)
    check_may_vote(visitor)
    voting.cast_vote(
        battle=found,
        verdict=data.get("verdict", ""),
        visitor=visitor,
        captcha=weakest(found.captcha, last_verdict(request)).value,
        idempotency_key=data.get("idempotency_key", "")[:64],
    )
    return _reveal_answer(request, found)


@require_POST
@answers_refusals
def reasons(request: HttpRequest, battle_id: uuid.UUID) -> HttpResponse:
    found = _own(request, battle_id)
    cast = Vote.objects.filter(battle=found).first()
    if cast is None:
        raise InvalidInput(_("Vote first; then say why, if you like."))
    chosen = request.POST.getlist("reasons") or _posted(request).get("reasons", [])
    voting.give_reasons(vote=cast, reasons=list(chosen))
    return _reveal_answer(request, found)


@require_POST
@answers_refusals
def survey(request: HttpRequest, battle_id: uuid.UUID) -> HttpResponse:
    """Three marks about a battle that was voted on."""
    found, visitor = _own(request, battle_id), visitor_of(request)
    marks = request.POST.dict()
    surveying.answer(battle=found, visitor=visitor, marks=marks, now=timezone.now())
    if wants_json(request):
        return JsonResponse({"thanks": _("Thank you.")})
    return redirect("arena:battle", found.pk)


def _page(
    request: HttpRequest, mode: Mode, found: Battle | None = None, *, status: int = 200, **more: Any
) -> HttpResponse:
    visitor = visitor_of(request)
    context = {
        "mode": mode,
        "modes": list(MODES.values()),
        "battle": battle_view(found) if found else None,
        "contestants": selectors.answering_contestants(timezone.now()) if mode.num_pickers else [],
        "suggestions": SUGGESTIONS,
        "needs_consent": not selectors.has_consented(visitor),
        "captcha": None if found else widget_if_needed(request, "prompt"),
        "needs_login": settings.VOTING == "login" and visitor.user is None,
        "limits": {
            "max_characters": settings.MAX_PROMPT_CHARACTERS,
            "max_turns": settings.MAX_TURNS,
        },
        **more,
    }
    return render(request, "arena/battle.html", context, status=status)


def _posted(request: HttpRequest) -> dict[str, Any]:
    """The fields of a form, or of a JSON object."""
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        data = json.loads(request.body)
    except ValueError:
        raise InvalidInput(_("The body is not JSON.")) from None
    if not isinstance(data, dict):
        raise InvalidInput(_("The body must be one JSON object."))
    wrong = [name for name, value in data.items() if not isinstance(value, (str, bool, list))]
    if wrong:
        raise InvalidInput(_("%(name)s must be a text.") % {"name": wrong[0]})
    return {name: value for name, value in data.items() if value is not False}


def _own(request: HttpRequest, battle_id: uuid.UUID) -> Battle:
    found = selectors.battle_for(visitor_of(request), battle_id)
    if found is None:
        raise Http404(_("There is no such battle here."))
    return found


def _earlier_prompt(request: HttpRequest) -> str:
    try:
        earlier = uuid.UUID(request.GET.get("from", ""))
    except ValueError:
        return request.GET.get("prompt", "")[: settings.MAX_PROMPT_CHARACTERS]
    found = selectors.battle_for(visitor_of(request), earlier)
    first = found.turns.first() if found else None
    return first.text if first else ""


def _turn_answer(request: HttpRequest, found: Battle, turn: Turn) -> HttpResponse:
    if not wants_json(request):
        return redirect("arena:battle", found.pk)
    view = battle_view(_own(request, found.pk))
    context = {"battle": view, "turn": turn_view(found, turn)}
    html = render_to_string("arena/_turn.html", context, request)
    return JsonResponse({"html": html, "turn": turn.index, "after": view.after})


def _reveal_answer(request: HttpRequest, found: Battle) -> HttpResponse:
    if not wants_json(request):
        return redirect("arena:battle", found.pk)
    view = battle_view(_own(request, found.pk))
    html = render_to_string("arena/_reveal.html", {"battle": view, "reveal": view.reveal}, request)
    return JsonResponse({"html": html})
