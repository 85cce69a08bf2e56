"""Which two contestants meet: where a vote teaches most, every pair sometimes, and none always."""

import itertools
import math
import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ranking.refit import POINTS_PER_LOG_ODDS

GAP_SCALE = 200.0  # points: a pair this far apart is worth 1/e of a level one
EVEN_SHARE = 0.2

Key = TypeVar("Key")
PairIds = tuple[int, int]  # the smaller id first
Probabilities = dict[PairIds, float]


class TooFewContestants(Exception):
    """Fewer than two contestants can answer now."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """weight scales how often it is drawn; rating in points, None if unrated."""

    id: int
    weight: float = 1.0
    rating: float | None = None


@dataclass(frozen=True, slots=True)
class Caps:
    """The largest share of all battles that one contestant may be in, and that one pair may be.

    Whatever cannot be, because there are too few contestants, is raised to an even share.
    """

    contestant: float = 1.0
    pair: float = 1.0


@dataclass(frozen=True, slots=True)
class Roster:
    """Who may be drawn, how often each pair has been compared (absent: never), and the caps."""

    candidates: Sequence[Candidate]
    num_met: Mapping[PairIds, int] = field(default_factory=dict)
    caps: Caps = Caps()

    def without(self, ids: Collection[int]) -> "Roster":
        return replace(self, candidates=[c for c in self.candidates if c.id not in ids])


@dataclass(frozen=True, slots=True)
class Pair:
    """propensity is the probability with which this pair, in either order, was to be drawn."""

    left: int
    right: int
    propensity: float


def choose_pair(roster: Roster, rng: random.Random) -> Pair:
    """Draw a pair by pair_probabilities, then toss a coin for the sides.

    Raises TooFewContestants.
    """
    probabilities = pair_probabilities(roster)
    pairs = list(probabilities)
    first, second = rng.choices(pairs, weights=[probabilities[pair] for pair in pairs])[0]
    propensity = probabilities[first, second]
    if rng.random() < 0.5:
        first, second = second, first
    return Pair(first, second, propensity)


def pair_probabilities(roster: Roster) -> Probabilities:
    """p(i, j) over unordered pairs, with sum 1.

    p = (1 - EVEN_SHARE) u + EVEN_SHARE v, with v proportional to w_i w_j and u to w_i w_j times
    what a vote teaches (see _lesson): none is ever left out, so that inverse propensities stay
    bounded. Then the caps hold. If all weights are 0 they count as 1: a roster that was switched
    off by accident still plays.

    Raises TooFewContestants.
    """
    num = len(roster.candidates)
    if num < 2:
        raise TooFewContestants(f"{num} contestants can answer; a battle needs two")
    ordered = sorted(roster.candidates, key=lambda candidate: candidate.id)
    pairs = list(itertools.combinations(ordered, 2))
    even = _normalise([a.weight * b.weight for a, b in pairs])
    lessons = [_lesson(a, b, roster.num_met.get((a.id, b.id), 0)) for a, b in pairs]
    keen = _normalise([w * lesson for w, lesson in zip(even, lessons, strict=True)])
    mixed = {
        (a.id, b.id): (1 - EVEN_SHARE) * k + EVEN_SHARE * e
        for (a, b), k, e in zip(pairs, keen, even, strict=True)
    }
    return capped(mixed, roster.caps)


def capped(probabilities: Probabilities, caps: Caps) -> Probabilities:
    """The probabilities mixed with just so much of an even draw that the caps hold.

    Shares change in a straight line with the mixture, so the least that suffices has a formula.
    Pairs with probability 0 stay at 0.
    """
    drawn = [pair for pair, p in probabilities.items() if p > 0]
    even = dict.fromkeys(drawn, 1 / len(drawn))
    part = max(
        _part_needed(_shares(probabilities), _shares(even), caps.contestant),
        _part_needed(probabilities, even, caps.pair),
    )
    return {pair: (1 - part) * p + part * even.get(pair, 0.0) for pair, p in probabilities.items()}


def _part_needed(shares: Mapping[Key, float], level: Mapping[Key, float], cap: float) -> float:
    """How much of the even shares must be mixed in, so that none is above the cap."""
    most = max(cap, max(level.values()))
    over = [key for key in level if shares[key] > most]
    return max(((shares[key] - most) / (shares[key] - level[key]) for key in over), default=0.0)


def _lesson(a: Candidate, b: Candidate, num_met: int) -> float:
    """How much one more vote narrows what is known of the pair, and how near the pair is.

    The standard error of its share of wins drops by sqrt(S / n) - sqrt(S / (n + 1)), where
    S = p (1 - p) (Chiang et al. 2024, arXiv 2403.04132, section 5, there as active sampling); n
    counts one vote more than there were, so that a pair that never met is finite. Unrated
    contestants count as level with everybody.
    """
    gap = a.rating - b.rating if a.rating is not None and b.rating is not None else 0.0
    spread = 0.5 / math.cosh(0.5 * gap / POINTS_PER_LOG_ODDS)  # sqrt(p (1 - p))
    drop = 1 / math.sqrt(num_met + 1) - 1 / math.sqrt(num_met + 2)
    return spread * drop * math.exp(-abs(gap) / GAP_SCALE)


def _shares(probabilities: Probabilities) -> dict[int, float]:
    """Contestant: the share of battles that it is in."""
    shares: dict[int, float] = {}
    for pair, p in probabilities.items():
        for contestant in pair:
            shares[contestant] = shares.get(contestant, 0.0) + p
    return shares


def _normalise(weights: Sequence[float]) -> list[float]:
    total = math.fsum(weights)
    if total <= 0:
        return [1 / len(weights)] * len(weights)
    return [weight / total for weight in weights]
