"""Where names of dots may be written: beside each, as long as it lies on nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

CHARACTER_WIDTH = 7.2  # of 13 px letters, on the wide side
HEIGHT = 15.0
DISTANCE = 9.0  # from the middle of the dot


@dataclass(frozen=True)
class Name:
    """anchor: "start" right of the dot, "end" left of it, as SVG calls it."""

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
    """A place for each name, right or left of its dot, between left and right of the drawing.

    First come, first served: None for whom there is no room; its dot is still there.
    """
    taken = [_Box(x - 5, y - 5, x + 5, y + 5) for x, y in dots]
    places: list[Name | None] = []
    for i, ((x, y), name) in enumerate(zip(dots, names, strict=True)):
        width = CHARACTER_WIDTH * len(name)
        options = (
            (Name(x + DISTANCE, y, "start"), x + DISTANCE),
            (Name(x - DISTANCE, y, "end"), x - DISTANCE - width),
        )
        found = None
        for option, start in options:
            box = _Box(start, y - HEIGHT / 2, start + width, y + HEIGHT / 2)
            is_inside = left <= box.left and box.right <= right
            others = taken[:i] + taken[i + 1 :]
            if is_inside and not any(box.meets(other) for other in others):
                found = option
                taken.append(box)
                break
        places.append(found)
    return places
