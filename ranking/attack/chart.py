"""Ranks over interactions as lines on a drawing: numbers in, places on it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDTH, HEIGHT = 640.0, 280.0
LEFT, RIGHT, TOP, BOTTOM = 48.0, 16.0, 16.0, 32.0  # room for the words around the lines
MOST_TICKS = 5
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Tick:
    """at: its place along the axis, on the drawing."""

    at: float
    words: str


@dataclass(frozen=True)
class RankChart:
    """lines: points of SVG's polylines, one a trial; goal: height of the wanted rank."""

    lines: tuple[str, ...]
    goal: float
    xs: tuple[Tick, ...]
    ys: tuple[Tick, ...]


def rank_chart(curves: Sequence[Sequence[tuple[int, int]]], rank: int) -> RankChart:
    """curves: (interactions, place) in order; the best rank is at the top."""
    most = max(interactions for curve in curves for interactions, _ in curve) or 1
    places = [place for curve in curves for _, place in curve] + [rank]
    best, worst = min(places), max(max(places), min(places) + 1)

    def x(interactions: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * interactions / most, 1)

    def y(place: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (place - best) / (worst - best), 1)

    return RankChart(
        lines=tuple(_steps([(x(n), y(place)) for n, place in curve]) for curve in curves),
        goal=y(rank),
        xs=tuple(Tick(x(n), f"{n:,}") for n in _round_numbers(0, most)),
        ys=tuple(Tick(y(n), str(n)) for n in _round_numbers(best, worst)),
    )


def _steps(points: Sequence[tuple[float, float]]) -> str:
    """A rank holds until the next refit: level lines, and upright ones between them."""
    corners = [f"{points[0][0]:g},{points[0][1]:g}"]
    for (_, before), (x, y) in pairwise(points):
        corners += [f"{x:g},{before:g}", f"{x:g},{y:g}"]
    return " ".join(corners)


def _round_numbers(first: int, last: int) -> list[int]:
    """At most MOST_TICKS, and the first one, so that a scale begins with what it shows."""
    span = max(last - first, 1)
    scale = 1
    while True:
        for step in (factor * scale for factor in STEPS):
            if span / step <= MOST_TICKS - 1:
                inner = range(-(-(first + 1) // step) * step, last + 1, step)
                return [first, *(n for n in inner if n - first >= step / 2)]
        scale *= 10
