"""Pages of what matches have shown: boards of the games, how models think, boards beside chat."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from games.errors import NotFound
from games.lobby import game_and_mode
from games.pages.findings import (
    Z_SCORES,
    agreement_rows,
    boards_of,
    compared_boards,
    skill_tables,
    skills_of,
)
from games.pages.standings import CHANCES, all_boards, board_page
from games.selectors import newest_findings
from ranking.models import Contestant


@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "games/findings/boards.html",
        {"boards": all_boards(timezone.now().date()), "tab": "boards"},
    )


@require_safe
def board(request: HttpRequest, game: str, mode: str) -> HttpResponse:
    try:
        rules, chosen = game_and_mode(game, mode)
    except NotFound as refusal:
        raise Http404(str(refusal.message)) from None
    if not chosen.is_rated:
        raise Http404
    context = {
        "page": board_page(rules.key, chosen, timezone.now().date()),
        "ticks": CHANCES.ticks(),
    }
    return render(request, "games/findings/board.html", context)


@require_safe
def models(request: HttpRequest) -> HttpResponse:
    """All models beside each other: skills, then measures by board."""
    findings = newest_findings()
    context: dict[str, Any] = {"findings": findings, "ticks": Z_SCORES.ticks(), "tab": "models"}
    if findings:
        context |= {"skills": skill_tables(findings), "boards": compared_boards(findings)}
    return render(request, "games/findings/models.html", context)


@require_safe
def model(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(Contestant, slug=slug)
    findings = newest_findings()
    found = findings.found["models"].get(slug) if findings else None
    if found is None and not shown.active:
        raise Http404
    context: dict[str, Any] = {
        "model": shown,
        "findings": findings,
        "found": found,
        "ticks": Z_SCORES.ticks(),
    }
    if found:
        ticks = Z_SCORES.ticks()
        context |= {"skills": skills_of(found), "boards": boards_of(found), "ticks": ticks}
    return render(request, "games/findings/model.html", context)


@require_safe
def beside_chat(request: HttpRequest) -> HttpResponse:
    """Do boards, measures and skills rank models as chat does?"""
    findings = newest_findings()
    rows = agreement_rows(findings) if findings else []
    context = {"findings": findings, "rows": rows, "tab": "beside-chat"}
    return render(request, "games/findings/beside_chat.html", context)
