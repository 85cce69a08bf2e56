"""How the evidence on an account grew, as a picture of a fixed size."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 480, 140, 12


@dataclass(frozen=True, slots=True)
class Timeline:
    """Coordinates for an SVG of WIDTH x HEIGHT; threshold_y: where the evidence suffices."""

    width: int
    height: int
    points: str
    threshold_y: str
    rows: list[tuple[int, float]]


def timeline_of(steps: Sequence[Sequence[float]], needed: float) -> Timeline | None:
    """steps: (vote, log10 of the evidence); needed: log10 that suffices. None without steps."""
    if not steps:
        return None
    values = [step[1] for step in steps]
    low, high = min(0.0, *values), max(needed, *values) * 1.05
    last = max(steps[-1][0], 1)

    def y(value: float) -> float:
        return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (value - low) / (high - low)

    points = [(MARGIN + (WIDTH - 2 * MARGIN) * vote / last, y(value)) for vote, value in steps]
    return Timeline(
        width=WIDTH,
        height=HEIGHT,
        points=" ".join(f"{x:.1f},{height:.1f}" for x, height in points),
        threshold_y=f"{y(needed):.1f}",
        rows=[(int(vote), float(value)) for vote, value in steps],
    )
