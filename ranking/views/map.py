"""The map: who is near whom, and the groups that nobody can tell apart well."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from ranking import selectors
from ranking.charts.names import Name, place_names
from ranking.charts.scale import Scale
from ranking.selectors import Position, Positions
from ranking.views.seen import Seen, board_page

WIDTH, MARGIN = 960.0, 24.0
LEAST_HEIGHT, MOST_HEIGHT = 320.0, 720.0
NUM_COLOURS = 8
MOST_LETTERS = 24


@dataclass(frozen=True)
class Dot:
    position: Position
    x: float
    y: float
    colour: int
    name: Name | None


@dataclass(frozen=True)
class Chart:
    dots: list[Dot]
    width: float
    height: float


@board_page("map")
def distance_map(request: HttpRequest, seen: Seen) -> HttpResponse:
    today = timezone.now().date()
    found = selectors.positions(seen.leaderboard, today) if seen.leaderboard else None
    context = {"seen": seen, "positions": found, "chart": chart_of(found) if found else None}
    return render(request, "ranking/map.html", context)


def chart_of(found: Positions) -> Chart | None:
    """Both axes in the same measure, for distances are what is shown."""
    if len(found.rows) < 2:
        return None
    xs, ys = [row.x for row in found.rows], [row.y for row in found.rows]
    span = max(max(xs) - min(xs), 1e-9)
    unit = (WIDTH - 2 * MARGIN) / span
    tall = (max(ys) - min(ys)) * unit + 2 * MARGIN
    height = min(max(tall, LEAST_HEIGHT), MOST_HEIGHT)
    unit *= min(1.0, (height - 2 * MARGIN) / max(tall - 2 * MARGIN, 1e-9))
    half_x, half_y = WIDTH / 2 / unit, height / 2 / unit
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    x = Scale(middle_x - half_x, middle_x + half_x, 0, WIDTH)
    y = Scale(middle_y - half_y, middle_y + half_y, height, 0)
    places = [(x.place(row.x), y.place(row.y)) for row in found.rows]
    labels = [row.contestant.name[:MOST_LETTERS] for row in found.rows]
    names = place_names(places, labels, left=0, right=WIDTH)
    dots = [
        Dot(row, px, py, 1 + (row.group - 1) % NUM_COLOURS, name)
        for row, (px, py), name in zip(found.rows, places, names, strict=True)
    ]
    return Chart(dots, WIDTH, round(height, 1))
