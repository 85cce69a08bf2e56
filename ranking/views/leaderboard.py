"""The ranking itself: the first board that has votes, and each board by its name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ranking import selectors
from ranking.lens import PLAIN
from ranking.views.seen import Seen, board_page, see
from ranking.views.table import table_context


@require_safe
def leaderboard(request: HttpRequest) -> HttpResponse:
    """Our own board; while it has no votes, an imported one that has."""
    seen = see(selectors.OVERALL, request.GET.dict(), "board")
    is_waiting = _waits_for_votes(seen)
    imported = selectors.first_imported() if is_waiting else None
    if imported:
        seen = see(imported, request.GET.dict(), "board")
    return _shown(request, seen, invites=is_waiting)


@board_page("board")
def board(request: HttpRequest, seen: Seen) -> HttpResponse:
    return _shown(request, seen, invites=_waits_for_votes(seen))


def _waits_for_votes(seen: Seen) -> bool:
    """Whether nobody has voted here yet, whatever lens is asked for."""
    plain = seen.newest.get(PLAIN)
    return seen.board.slug == selectors.OVERALL and not (plain and plain.num_comparisons)


def _shown(request: HttpRequest, seen: Seen, *, invites: bool) -> HttpResponse:
    context = {
        **table_context(seen.leaderboard, request.GET.dict()),
        "seen": seen,
        "boards": selectors.known_boards(),
        "invites": invites,
    }
    return render(request, "ranking/leaderboard.html", context)
