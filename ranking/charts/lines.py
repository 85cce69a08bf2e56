"""Lines with bands, and names at their ends that do not lie on one another."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from ranking.charts.scale import Scale, Tick

Point = tuple[float, float]


def polyline(points: Sequence[Point]) -> str:
    """The `points` of an SVG polyline or polygon."""
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def band(xs: Sequence[float], lows: Sequence[float], highs: Sequence[float]) -> str:
    """The area between two lines: along the highs and back along the lows."""
    there = list(zip(xs, highs, strict=True))
    back = list(zip(xs, lows, strict=True))[::-1]
    return polyline(there + back)


def spread(places: Sequence[float], gap: float, first: float, last: float) -> list[float]:
    """The places, moved as little as order allows, so that neighbours are `gap` apart.

    Between first and last; if there is no room for all, the gap shrinks.
    """
    n = len(places)
    if n > 1:
        gap = min(gap, (last - first) / (n - 1))
    order = sorted(range(n), key=lambda i: places[i])
    moved = [0.0] * n
    least = first
    for i in order:
        moved[i] = least = max(places[i], least)
        least += gap
    most = last
    for i in reversed(order):
        moved[i] = most = min(moved[i], most)
        most -= gap
    return [round(place, 1) for place in moved]


def date_ticks(first: date, last: date, scale: Scale, most: int = 5) -> list[Tick]:
    """Evenly spaced days, the first and the last among them; the scale is of ordinals."""
    num_days = (last - first).days
    num = max(1, min(most - 1, num_days))
    days = [first + timedelta(days=round(i * num_days / num)) for i in range(num + 1)]
    return [Tick(scale.place(day.toordinal()), day.isoformat()) for day in dict.fromkeys(days)]


def chosen_evenly(items: Sequence[Any], most: int) -> list[Any]:
    """At most `most` of them, evenly spaced, the first and the last among them."""
    n = len(items)
    if n <= most:
        return list(items)
    places = {round(i * (n - 1) / (most - 1)) for i in range(most)}
    return [items[i] for i in sorted(places)]
