"""Who meets whom, in which seats, over what: a seed becomes fixtures. Pure.

Where the seats are against each other, each pair meets in every leg twice, over the same item
with the seats swapped. Where they play together, a match would not tell whose merit it was; there
a program sits at the other seat, and in every leg each model has the same item with it.
A leg is whole before the next begins, so a tournament that stops early has been fair so far.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random

from games.rules.base import Seat

MOST_FIXTURES = 5_000


class ImpossibleSchedule(ValueError):
    """The message says what would do."""


@dataclass(frozen=True)
class Fixture:
    """place: from 0; leg: which deal; chairs: an entry's place for each seat, None: a program."""

    place: int
    leg: int
    chairs: tuple[tuple[Seat, int | None], ...]

    @property
    def entries(self) -> tuple[int, ...]:
        return tuple(entry for _seat, entry in self.chairs if entry is not None)


def schedule(
    *, num_entries: int, num_legs: int, seats: tuple[Seat, Seat], alone: Seat | None, seed: int
) -> tuple[Fixture, ...]:
    """All fixtures in their order. alone: the one seat that models take, None where they take both.

    Raises ImpossibleSchedule.
    """
    if num_entries < 2 or num_legs < 1:
        raise ImpossibleSchedule("A tournament takes two contestants and one leg at least.")
    meetings: list[tuple[int, Sequence[int | None]]] = []
    for number in range(num_legs):
        rng = Random(f"{seed}:leg:{number}")
        of_leg = _alone(num_entries, seats, alone, rng) if alone else _pairs(num_entries, rng)
        meetings += [(number, who) for who in of_leg]
    if len(meetings) > MOST_FIXTURES:
        raise ImpossibleSchedule(
            f"That would be {len(meetings)} matches, and {MOST_FIXTURES} are the most. "
            "Take fewer legs or contestants."
        )
    return tuple(
        Fixture(place, number, tuple(zip(seats, who, strict=True)))
        for place, (number, who) in enumerate(meetings)
    )


def _pairs(num_entries: int, rng: Random) -> list[tuple[int, int]]:
    """Each pair in both orders, one right after the other; which comes first is by chance."""
    pairs = list(combinations(range(num_entries), 2))
    rng.shuffle(pairs)
    found = []
    for pair in pairs:
        first, second = rng.sample(pair, 2)
        found += [(first, second), (second, first)]
    return found


def _alone(
    num_entries: int, seats: tuple[Seat, Seat], alone: Seat, rng: Random
) -> list[tuple[int | None, int | None]]:
    order = rng.sample(range(num_entries), num_entries)
    return [(entry, None) if alone == seats[0] else (None, entry) for entry in order]
