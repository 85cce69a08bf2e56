"""A spy: guesses from timing and chunk sizes which side of a battle is the slow engine."""

import itertools
from collections.abc import Sequence

Shown = Sequence[tuple[float, dict[str, str]]]  # (second, what each side showed)
Example = tuple[list[float], str]


def features(shown: Shown) -> list[float]:
    """Of both sides: first showing, chunk sizes, gaps, and gaps in the last quarter of the text.

    Not the length: that cannot be hidden, and it is drawn alike for both engines.
    """
    return [*_of_side(shown, "a"), *_of_side(shown, "b")]


def _of_side(shown: Shown, side: str) -> list[float]:
    times = [second for second, pieces in shown if pieces.get(side)]
    sizes = [len(pieces[side]) for _, pieces in shown if pieces.get(side)]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)] or [0.0]
    late = gaps[-max(1, len(gaps) // 4) :]
    return [
        times[0],
        sum(sizes) / len(sizes),
        max(sizes),
        sum(gaps) / len(gaps),
        max(gaps),
        sum(late) / len(late),
        max(late),
    ]


def accuracy(train: Sequence[Example], test: Sequence[Example], num_neighbours: int = 9) -> float:
    """Share of test battles whose slow side the nearest training battles name."""
    columns = list(zip(*(values for values, _ in train), strict=True))
    scales = [max(1e-9, max(column) - min(column)) for column in columns]

    def distance(a: Sequence[float], b: Sequence[float]) -> float:
        return sum(((x - y) / s) ** 2 for x, y, s in zip(a, b, scales, strict=True))

    num_right = 0
    for values, answer in test:
        nearest = sorted(train, key=lambda example: distance(example[0], values))
        votes = sum(1 if label == "a" else -1 for _, label in nearest[:num_neighbours])
        num_right += ("a" if votes > 0 else "b") == answer
    return num_right / len(test)
