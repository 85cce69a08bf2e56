"""From matches to duels: what each match of a tournament says of two entries. Pure.

Where the seats are against each other, a match is a duel. Where models play with a program, two
models have a duel over each item that both have played: the higher score wins, equal ones tie.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from games.rules.base import Seat
from games.tournaments.schedule import Fixture

POINTS = {"won": 1.0, "drawn": 0.5, "lost": 0.0}


@dataclass(frozen=True)
class Played:
    """A match that ended by the rules: of each seat "won", "drawn" or "lost", and its score."""

    fixture: Fixture
    results: Mapping[Seat, str]
    scores: Mapping[Seat, float | None]

    def points(self, entry: int) -> float:
        """1, 0.5 or 0."""
        return POINTS[self.results[self._seat(entry)]]

    def merit(self, entry: int) -> tuple[float, float]:
        """What is compared over an item: the points, then the score."""
        return self.points(entry), self.scores[self._seat(entry)] or 0.0

    def _seat(self, entry: int) -> Seat:
        return next(seat for seat, taken_by in self.fixture.chairs if taken_by == entry)


@dataclass(frozen=True)
class Duel:
    """score: of the left entry, 1, 0.5 or 0; leg: over which deal."""

    left: int
    right: int
    score: float
    leg: int


@dataclass(frozen=True)
class Cell:
    """One entry against another: points of so many duels."""

    points: float
    num_duels: int


def duels_of(played: Iterable[Played]) -> list[Duel]:
    """In the order of the fixtures."""
    found: list[Duel] = []
    alone: dict[int, list[Played]] = {}
    for one in played:
        entries = one.fixture.entries
        if len(entries) == 2:
            left, right = entries
            found.append(Duel(left, right, one.points(left), one.fixture.leg))
        else:
            alone.setdefault(one.fixture.leg, []).append(one)
    return found + [duel for matches in alone.values() for duel in _over_one_item(matches)]


def cross_table(duels: Sequence[Duel], num_entries: int) -> list[list[Cell]]:
    """[k][k] each row's entry against each column's; the diagonal is empty."""
    points = [[0.0] * num_entries for _ in range(num_entries)]
    counts = [[0] * num_entries for _ in range(num_entries)]
    for duel in duels:
        points[duel.left][duel.right] += duel.score
        points[duel.right][duel.left] += 1.0 - duel.score
        counts[duel.left][duel.right] += 1
        counts[duel.right][duel.left] += 1
    return [
        [Cell(points[row][column], counts[row][column]) for column in range(num_entries)]
        for row in range(num_entries)
    ]


def _over_one_item(matches: Sequence[Played]) -> list[Duel]:
    found = []
    for one, other in combinations(matches, 2):
        (left,), (right,) = one.fixture.entries, other.fixture.entries
        ours, theirs = one.merit(left), other.merit(right)
        score = 0.5 if ours == theirs else float(ours > theirs)
        found.append(Duel(left, right, score, one.fixture.leg))
    return found
