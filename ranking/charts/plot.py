"""A drawing with axes: its size, and where on it values stand."""

from dataclasses import dataclass

from ranking.charts.scale import Tick


@dataclass(frozen=True, kw_only=True)
class Plot:
    """Values stand between left and right, top and bottom; words have the room around them."""

    x_ticks: list[Tick]
    y_ticks: list[Tick]
    width: float = 900.0
    height: float = 440.0
    left: float = 56.0
    right: float = 880.0
    top: float = 16.0
    bottom: float = 396.0
