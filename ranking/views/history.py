"""Ratings over time: a line with its band for each contestant that was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ranking import selectors
from ranking.charts.lines import band, date_ticks, polyline, spread
from ranking.charts.plot import Plot
from ranking.charts.scale import Scale, scale_for
from ranking.models import Contestant
from ranking.selectors import Past
from ranking.views.seen import Seen, board_page

NAME_HEIGHT = 18.0
MOST_LINES = 8
SHOWN_AT_FIRST = 5


@dataclass(frozen=True)
class Line:
    """number: 1 to MOST_LINES, by which the CSS tells lines apart."""

    number: int
    past: Past
    points: str
    band: str
    end_x: float
    end_y: float
    name_y: float


@dataclass(frozen=True, kw_only=True)
class Chart(Plot):
    lines: list[Line]
    right: float = 690.0  # names stand right of it


@board_page("history")
def history(request: HttpRequest, seen: Seen) -> HttpResponse:
    ratings = list(selectors.ratings(seen.leaderboard)) if seen.leaderboard else []
    ranked = [rating.contestant for rating in ratings if rating.num_comparisons]
    chosen = chosen_contestants(ranked, request.GET.getlist("who"))
    pasts = selectors.history(seen.board.slug, seen.lens, chosen)
    context = {
        "seen": seen,
        "ranked": ranked,
        "chosen": {contestant.pk for contestant in chosen},
        "most_lines": MOST_LINES,
        "pasts": pasts,
        "chart": chart_of(pasts),
        "has_past": any(past.moments for past in pasts),
    }
    return render(request, "ranking/history.html", context)


def chosen_contestants(ranked: Sequence[Contestant], slugs: Sequence[str]) -> list[Contestant]:
    """Those named, at most MOST_LINES; the best few if none of them is there."""
    named = [contestant for contestant in ranked if contestant.slug in slugs]
    return named[:MOST_LINES] or list(ranked[:SHOWN_AT_FIRST])


def chart_of(pasts: Sequence[Past]) -> Chart | None:
    """None where nobody has a past yet: one moment makes no line."""
    seen = [past for past in pasts if past.moments]
    moments = [moment for past in seen for moment in past.moments]
    days = [moment.cut_off.timestamp() for moment in moments]
    if not days or min(days) == max(days):
        return None
    left, right, top, bottom = Chart.left, Chart.right, Chart.top, Chart.bottom
    limits = [v for m in moments for v in (m.rating_low, m.rating_high)]
    y = scale_for(limits, bottom, top, margin=0.04)
    x = Scale(min(days), max(days), left, right)
    names = spread([y.place(p.moments[-1].rating) for p in seen], NAME_HEIGHT, top, bottom)
    lines = [_line(i + 1, past, x, y, names[i]) for i, past in enumerate(seen)]
    dates = [moment.cut_off.date() for moment in moments]
    by_day = Scale(min(dates).toordinal() - 1e-9, max(dates).toordinal() + 1e-9, left, right)
    days_written = date_ticks(min(dates), max(dates), by_day)
    return Chart(lines=lines, x_ticks=days_written, y_ticks=y.ticks())


def _line(number: int, past: Past, x: Scale, y: Scale, name_y: float) -> Line:
    xs = [x.place(moment.cut_off.timestamp()) for moment in past.moments]
    ys = [y.place(moment.rating) for moment in past.moments]
    lows = [y.place(moment.rating_low) for moment in past.moments]
    highs = [y.place(moment.rating_high) for moment in past.moments]
    return Line(
        number=number,
        past=past,
        points=polyline(list(zip(xs, ys, strict=True))),
        band=band(xs, lows, highs),
        end_x=xs[-1],
        end_y=ys[-1],
        name_y=name_y,
    )
