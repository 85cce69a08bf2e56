"""What a model said that it believed while it played, against what it says when it is asked again.

A replay asks after the match, on the same history. Where the two differ, the replay tells a story
about the play rather than the play: the gap. For lists of candidates: the overlap of the first
five, and Kendall's tau over all that either names, with those that a list lacks tied behind it
(Fagin, Kumar and Sivakumar 2003, SIAM Journal on Discrete Mathematics 17). For levels of belief:
how often they lean alike, and their mean distance on the scale of -2 to 2.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from games.analysis.averages import mean_of_known
from games.analysis.beliefs import score_of
from games.analysis.candidates import MOST_CANDIDATES, as_read, plain

DEPTH = 5


@dataclass(frozen=True)
class ListGap:
    """Means over turns probed both times. overlap: 0 to 1; rank_correlation: -1 to 1. None where
    no turn has what it takes."""

    num_turns: int
    overlap: float | None
    rank_correlation: float | None


@dataclass(frozen=True)
class BeliefGap:
    """share_alike: of turns with the same sign, 0 being one; mean_distance: 0 to 4."""

    num_turns: int
    share_alike: float | None
    mean_distance: float | None


def list_gap(
    live: Sequence[Sequence[str] | None],
    replayed: Sequence[Sequence[str] | None],
    *,
    sense: Callable[[str], str] = plain,
) -> ListGap:
    """Lists by turn, None where a turn was not probed. sense: when two candidates are the same."""
    both = [
        (_senses(one, sense), _senses(other, sense))
        for one, other in zip(live, replayed, strict=True)
        if one is not None and other is not None
    ]
    overlaps = [overlap(one, other) for one, other in both]
    correlations = [rank_correlation(one, other) for one, other in both]
    return ListGap(len(both), mean_of_known(overlaps), mean_of_known(correlations))


def belief_gap(live: Sequence[str | None], replayed: Sequence[str | None]) -> BeliefGap:
    """Levels by turn, None where a turn was not probed."""
    pairs = [
        (score_of(one), score_of(other))
        for one, other in zip(live, replayed, strict=True)
        if one is not None and other is not None
    ]
    alike = [float(np.sign(one) == np.sign(other)) for one, other in pairs]
    distances = [float(abs(one - other)) for one, other in pairs]
    return BeliefGap(len(pairs), mean_of_known(alike), mean_of_known(distances))


def overlap(first: Sequence[str], second: Sequence[str], depth: int = DEPTH) -> float | None:
    """|first five of both| / the longer of the two, at most five; None where both are empty."""
    one, other = set(first[:depth]), set(second[:depth])
    longer = max(len(one), len(other))
    return len(one & other) / longer if longer else None


def rank_correlation(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Kendall's tau-b; None where a list is empty or all that is named ties."""
    named = sorted({*first, *second})
    if not first or not second or len(named) < 2:
        return None
    tau = stats.kendalltau(_places(first, named), _places(second, named)).statistic
    return None if np.isnan(tau) else float(tau)


def _places(listed: Sequence[str], named: Sequence[str]) -> list[int]:
    places = {name: place for place, name in enumerate(listed)}
    return [places.get(name, MOST_CANDIDATES) for name in named]


def _senses(listed: Sequence[str], sense: Callable[[str], str]) -> list[str]:
    return [sense(one) for one in as_read(listed, sense)]
