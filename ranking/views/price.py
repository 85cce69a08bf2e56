"""Price against rating: whom nobody beats on both."""

import math
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ranking import selectors
from ranking.charts.frontier import frontier
from ranking.charts.lines import polyline
from ranking.charts.names import Name, place_names
from ranking.charts.plot import Plot
from ranking.charts.scale import Scale, Tick, scale_for
from ranking.selectors import Offer
from ranking.views.seen import Seen, board_page

FREE = 0.3  # a price of 0 has no logarithm: it stands as far left of the cheapest as this factor
MOST_LETTERS = 28
PRICES = [m * 10**e for e in range(-4, 4) for m in (1, 3)]


@dataclass(frozen=True)
class Dot:
    """name: where its name has room, None if it has none."""

    offer: Offer
    x: float
    y: float
    low_y: float
    high_y: float
    is_best: bool
    name: Name | None


@dataclass(frozen=True, kw_only=True)
class Chart(Plot):
    dots: list[Dot]
    line: str


@board_page("price")
def price(request: HttpRequest, seen: Seen) -> HttpResponse:
    offers = selectors.offers(seen.leaderboard) if seen.leaderboard else []
    best = {offers[i].contestant.pk for i in frontier(*_columns(offers))}
    context = {"seen": seen, "offers": offers, "best": best, "chart": chart_of(offers)}
    return render(request, "ranking/price.html", context)


def chart_of(offers: list[Offer]) -> Chart | None:
    """None where no price is known."""
    if not offers:
        return None
    paid = [offer.usd for offer in offers if offer.usd > 0]
    least = min(paid, default=1.0)
    has_free = len(paid) < len(offers)
    logs = [math.log10(max(offer.usd, FREE * least)) for offer in offers]
    left, right = Chart.left, Chart.right
    x = scale_for(logs, left, right, margin=0.08)
    limits = [v for o in offers for v in (o.rating_low, o.rating_high)]
    y = scale_for(limits, Chart.bottom, Chart.top)
    best = frontier(*_columns(offers))
    places = [(x.place(log), y.place(o.rating)) for log, o in zip(logs, offers, strict=True)]
    order = [*best, *(i for i in range(len(offers)) if i not in best)]  # the best are named first
    labels = [offers[i].contestant.name[:MOST_LETTERS] for i in order]
    named = place_names([places[i] for i in order], labels, left=left, right=right)
    names = dict(zip(order, named, strict=True))
    dots = [_dot(o, places[i][0], y, i in best, names[i]) for i, o in enumerate(offers)]
    ticks = [
        Tick(x.place(math.log10(usd)), f"${usd:,g}")
        for usd in PRICES
        if x.start <= math.log10(usd) <= x.end and not (has_free and usd < least)
    ]
    if has_free:
        ticks.insert(0, Tick(x.place(math.log10(FREE * least)), _("free")))
    line = polyline(_steps([places[i] for i in best]))
    return Chart(dots=dots, line=line, x_ticks=ticks, y_ticks=y.ticks())


def _columns(offers: list[Offer]) -> tuple[list[float], list[float]]:
    return [offer.usd for offer in offers], [offer.rating for offer in offers]


def _dot(offer: Offer, x: float, y: Scale, is_best: bool, name: Name | None) -> Dot:
    return Dot(
        offer=offer,
        x=x,
        y=y.place(offer.rating),
        low_y=y.place(offer.rating_low),
        high_y=y.place(offer.rating_high),
        is_best=is_best,
        name=name,
    )


def _steps(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The line of the best: level until the next price, then up."""
    line: list[tuple[float, float]] = []
    for x, y in points:
        if line:
            line.append((x, line[-1][1]))
        line.append((x, y))
    return line
