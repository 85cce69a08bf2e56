"""Do people play to the end, and do they like it?

Completion has two definitions, and both are shown: finished of all that were started, and finished
of those in which a human moved at all. The first also counts who left at the first screen, or met
a model that never answered; the second says how the game itself holds people. The survey asks three
questions on five levels (GameArena, arXiv 2412.06394); reported is the share of the two best.
Battles of the chat are measured with the same yardstick: there the first move is the prompt, and a
vote is the end.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from games.analysis.shares import Difference, Share, difference_of, share_of

LEAST_STARTS = 10  # before a contestant that never finishes is worth an alarm


@dataclass(frozen=True)
class Journey:
    """How far a match came, and how many came as far with the same contestant.

    has_moved: a human did; is_midway: half of the turns were used; counts: for a board
    or ranking; is_followed: by another of the same person.
    """

    contestant: str
    has_moved: bool = False
    is_midway: bool = False
    is_finished: bool = False
    counts: bool = False
    is_followed: bool = False
    num: int = 1


@dataclass(frozen=True)
class Funnel:
    """How many matches came to each stage and through all before it; counted and followed are
    both parts of those that finished."""

    num_started: int
    num_moved: int
    num_midway: int
    num_finished: int
    num_counted: int
    num_followed: int


@dataclass(frozen=True)
class Completion:
    of_started: Share
    of_moved: Share


@dataclass(frozen=True)
class SurveyComparison:
    """One question in two groups; difference: first minus second, None where nobody answered."""

    question: str
    first: Share
    second: Share
    difference: Difference | None


def funnel(journeys: Sequence[Journey]) -> Funnel:
    """A finished match was midway too, even if it ended before half of its turns. What is
    followed without being finished, as a match that was given up may be, stays out."""
    moved = [one for one in journeys if one.has_moved]
    midway = [one for one in moved if one.is_midway or one.is_finished]
    finished = [one for one in midway if one.is_finished]
    counted = [one for one in finished if one.counts]
    followed = [one for one in finished if one.is_followed]
    stages = (journeys, moved, midway, finished, counted, followed)
    return Funnel(*map(_num_of, stages))


def completion(journeys: Sequence[Journey]) -> Completion:
    """Both shares, with Wilson's limits. A match that ended without a move of a human (a model may
    win before) is finished of all, and no part of the second."""
    moved = [one for one in journeys if one.has_moved]
    return Completion(of_started=_share_finished(journeys), of_moved=_share_finished(moved))


def useful(journeys: Sequence[Journey]) -> Share:
    """Of all that were started, those that count."""
    found = funnel(journeys)
    return share_of(found.num_counted, found.num_started)


def completion_by_contestant(journeys: Sequence[Journey]) -> dict[str, Completion]:
    """In order of their names."""
    own: dict[str, list[Journey]] = defaultdict(list)
    for journey in journeys:
        own[journey.contestant].append(journey)
    return {contestant: completion(own[contestant]) for contestant in sorted(own)}


def never_finishing(journeys: Sequence[Journey], *, least: int = LEAST_STARTS) -> tuple[str, ...]:
    """Contestants with at least so many starts and no finish: they are slow or do not answer."""
    shares = {name: one.of_started for name, one in completion_by_contestant(journeys).items()}
    return tuple(
        name
        for name, share in shares.items()
        if share.num_trials >= least and share.num_successes == 0
    )


def shares_positive(num_positive: Mapping[str, int], num_answers: int) -> dict[str, Share]:
    """Of each question: the share that gave one of the two best marks. Raises CannotMeasure."""
    return {question: share_of(num, num_answers) for question, num in num_positive.items()}


def compare_surveys(
    first: Mapping[str, Share], second: Mapping[str, Share]
) -> tuple[SurveyComparison, ...]:
    """One comparison for each question of the first."""
    nothing = share_of(0, 0)
    return tuple(
        SurveyComparison(
            question,
            share,
            second.get(question, nothing),
            difference_of(share, second.get(question, nothing)),
        )
        for question, share in first.items()
    )


def _share_finished(journeys: Sequence[Journey]) -> Share:
    finished = (one for one in journeys if one.is_finished)
    return share_of(_num_of(finished), _num_of(journeys))


def _num_of(journeys: Iterable[Journey]) -> int:
    return sum(one.num for one in journeys)
