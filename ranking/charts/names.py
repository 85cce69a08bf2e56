"""Where names of dots may be written: beside each, as long as it lies on nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

CHARACTER_WIDTH = 7.2  # of 13 px letters, on the wide side
HEIGHT = 15.0
DISTANCE = 9.0  # from the middle of the dot


@dataclass(frozen=True)
class Name:
    """anchor: where the name is held: "start" right of its dot, "end" left of it, "middle"."""

    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def place_names(
    dots: Sequence[tuple[float, float]], names: Sequence[str], *, left: float, right: float
) -> list[Name | None]:
    """A place for each name beside, above or below its dot, between left and right of the drawing.

    First come, first served: None for whom there is no room; its dot is still there.
    """
    taken = [_Box(x - 5, y - 5, x + 5, y + 5) for x, y in dots]
    places: list[Name | None] = []
    for i, ((x, y), name) in enumerate(zip(dots, names, strict=True)):
        width = CHARACTER_WIDTH * len(name)
        others = taken[:i] + taken[i + 1 :]
        found = None
        for option, box in _options(x, y, width):
            is_inside = left <= box.left and box.right <= right
            if is_inside and not any(box.meets(other) for other in others):
                found = option
                taken.append(box)
                break
        places.append(found)
    return places


def _options(x: float, y: float, width: float) -> list[tuple[Name, _Box]]:
    """Right, left, above, below."""
    half = HEIGHT / 2
    held = [
        (Name(x + DISTANCE, y, "start"), x + DISTANCE),
        (Name(x - DISTANCE, y, "end"), x - DISTANCE - width),
        (Name(x, y - DISTANCE - 4, "middle"), x - width / 2),
        (Name(x, y + DISTANCE + 4, "middle"), x - width / 2),
    ]
    return [
        (name, _Box(start, name.y - half, start + width, name.y + half)) for name, start in held
    ]
