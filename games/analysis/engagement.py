"""Do people play to the end, and do they like it?

Completion has two definitions, and both are shown: finished of all that were started, and finished
of those in which a human moved at all. The first also counts who left at the first screen, or met
a model that never answered; the second says how the game itself holds people. The survey asks three
questions on five levels (GameArena, arXiv 2412.06394); reported is the share of the two best.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from games.analysis.errors import CannotMeasure
from games.analysis.shares import Difference, Share, difference_of, share_of

SURVEY = ("like", "satisfied", "would-play-often")
POSITIVE, MOST_POSITIVE = 4, 5
LEAST_STARTS = 10  # before a contestant that never finishes is worth an alarm


@dataclass(frozen=True)
class Journey:
    """How far one match came. num_moves: of the human; is_midway: half of the turns were used."""

    contestant: str
    num_moves: int
    is_midway: bool = False
    is_finished: bool = False
    is_rated: bool = False
    is_followed: bool = False  # by a rematch


@dataclass(frozen=True)
class Funnel:
    """How many matches came to each stage, and so through all before it."""

    num_started: int
    num_moved: int
    num_midway: int
    num_finished: int
    num_rated: int
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
    """A finished match was midway too, even if it ended before half of its turns. What was rated
    or followed without being finished, as a match that was given up may be, stays out."""
    moved = [one for one in journeys if one.num_moves > 0]
    midway = [one for one in moved if one.is_midway or one.is_finished]
    finished = [one for one in midway if one.is_finished]
    rated = [one for one in finished if one.is_rated]
    followed = [one for one in rated if one.is_followed]
    stages = (journeys, moved, midway, finished, rated, followed)
    return Funnel(*(len(stage) for stage in stages))


def completion(journeys: Sequence[Journey]) -> Completion:
    """Both shares, with Wilson's limits. A match that ended without a move of a human (a model may
    win before) is finished of all, and no part of the second."""
    moved = [one for one in journeys if one.num_moves > 0]
    return Completion(
        of_started=share_of(sum(one.is_finished for one in journeys), len(journeys)),
        of_moved=share_of(sum(one.is_finished for one in moved), len(moved)),
    )


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


def compare_surveys(
    first: Sequence[Mapping[str, int]], second: Sequence[Mapping[str, int]]
) -> tuple[SurveyComparison, ...]:
    """One comparison for each of SURVEY. An answer sheet maps questions to 1 (very negative) to 5;
    a question may be skipped. Raises CannotMeasure where an answer is none of the five."""
    return tuple(_compared(question, first, second) for question in SURVEY)


def _compared(
    question: str, first: Sequence[Mapping[str, int]], second: Sequence[Mapping[str, int]]
) -> SurveyComparison:
    ours, theirs = (_share_positive(question, sheets) for sheets in (first, second))
    return SurveyComparison(question, ours, theirs, difference_of(ours, theirs))


def _share_positive(question: str, sheets: Sequence[Mapping[str, int]]) -> Share:
    answers = [sheet[question] for sheet in sheets if question in sheet]
    for answer in answers:
        if not 1 <= answer <= MOST_POSITIVE:
            raise CannotMeasure(f"{answer} is no answer to “{question}”: they go from 1 to 5.")
    return share_of(sum(answer >= POSITIVE for answer in answers), len(answers))
