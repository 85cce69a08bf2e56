"""Heat maps: each cell gets a step, each step a class of the CSS and one path of all its cells."""

from collections.abc import Sequence
from dataclasses import dataclass

CELL = 20.0  # width and height on the drawing
NUM_STEPS = 9


@dataclass(frozen=True)
class Heat:
    """The cells of one step; path: squares in SVG's words."""

    step: int
    path: str


def step_of(value: float, low: float, high: float, num_steps: int = NUM_STEPS) -> int:
    """0 to num_steps - 1: which of the equal parts of low to high the value is in."""
    if high <= low:
        return 0
    share = (value - low) / (high - low)
    return min(max(int(share * num_steps), 0), num_steps - 1)


def heats(cells: Sequence[Sequence[float | None]], low: float, high: float) -> list[Heat]:
    """A path for each step that occurs; None is a hole. cells [rows][columns]."""
    paths: dict[int, list[str]] = {}
    size = f"{CELL - 1:g}"
    for row, values in enumerate(cells):
        for column, value in enumerate(values):
            if value is not None:
                square = f"M{column * CELL:g} {row * CELL:g}h{size}v{size}h-{size}z"
                paths.setdefault(step_of(value, low, high), []).append(square)
    return [Heat(step, "".join(squares)) for step, squares in sorted(paths.items())]
