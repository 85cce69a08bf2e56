"""The pages of tournaments: all of them, and one."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from games.errors import NotFound
from games.tournaments.pages import cross_rows, fixture_rows, standing_rows, title_of
from games.tournaments.selectors import nums_over, report_of, tournament_of, tournaments

FIXTURES_A_PAGE = 60
TOURNAMENTS_A_PAGE = 30


@require_GET
def show_tournaments(request: HttpRequest) -> HttpResponse:
    page = Paginator(tournaments(), TOURNAMENTS_A_PAGE).get_page(request.GET.get("page"))
    over = nums_over(page)
    rows = [(one, title_of(one.game, one.mode), over[one.pk]) for one in page]
    return render(request, "games/tournaments.html", {"rows": rows, "page_obj": page})


@require_GET
def show_tournament(request: HttpRequest, number: int) -> HttpResponse:
    try:
        report = report_of(tournament_of(number))
    except NotFound as refusal:
        raise Http404(str(refusal.message)) from None
    page = Paginator(report.fixtures, FIXTURES_A_PAGE).get_page(request.GET.get("page"))
    rows, ticks = standing_rows(report)
    context = {
        "report": report,
        "tournament": report.tournament,
        "title": title_of(report.tournament.game, report.tournament.mode),
        "rows": rows,
        "ticks": ticks,
        "cross": cross_rows(report),
        "fixtures": fixture_rows(report, list(page)),
        "page_obj": page,
    }
    return render(request, "games/tournament.html", context)
