"""Pages of what was found out: the boards of the games."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from games.errors import NotFound
from games.lobby import game_and_mode
from games.standings import CHANCES, all_boards, board_page


@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    return render(request, "games/findings/boards.html", {"boards": all_boards()})


@require_safe
def board(request: HttpRequest, game: str, mode: str) -> HttpResponse:
    try:
        rules, chosen = game_and_mode(game, mode)
    except NotFound as refusal:
        raise Http404(str(refusal.message)) from None
    if not chosen.is_rated:
        raise Http404
    context = {"page": board_page(rules.key, chosen), "ticks": CHANCES.ticks()}
    return render(request, "games/findings/board.html", context)
