"""Which two contestants meet: the least certain pairs first, and every pair sometimes."""

import itertools
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

# A contestant without a rating is as uncertain as can be on the displayed scale.
UNKNOWN_WIDTH = 600.0
GAP_SCALE = 200.0
EVEN_SHARE = 0.2


class TooFewContestants(Exception):
    """Fewer than two contestants can answer now."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """weight scales how often it is drawn; rating and width (of its interval) None if unrated."""

    id: int
    weight: float = 1.0
    rating: float | None = None
    width: float | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """propensity is the probability with which this pair, in either order, was to be drawn."""

    left: int
    right: int
    propensity: float


def choose_pair(candidates: Sequence[Candidate], rng: random.Random) -> Pair:
    """Draw a pair by pair_probabilities, then toss a coin for the sides.

    Raises TooFewContestants.
    """
    probabilities = pair_probabilities(candidates)
    pairs = list(probabilities)
    first, second = rng.choices(pairs, weights=[probabilities[pair] for pair in pairs])[0]
    propensity = probabilities[first, second]
    if rng.random() < 0.5:
        first, second = second, first
    return Pair(first, second, propensity)


def pair_probabilities(candidates: Sequence[Candidate]) -> dict[tuple[int, int], float]:
    """p(i, j) over unordered pairs, with sum 1.

    p = (1 - EVEN_SHARE) u + EVEN_SHARE v, where u is proportional to
    w_i w_j (width_i + width_j) exp(-|rating_i - rating_j| / GAP_SCALE) and v to w_i w_j:
    close and uncertain pairs teach most, yet none is ever left out, so that inverse propensities
    stay bounded. Unrated contestants count as level with everybody. If all weights are 0 they
    count as 1: a roster that was switched off by accident still plays.

    Raises TooFewContestants.
    """
    if len(candidates) < 2:
        raise TooFewContestants(f"{len(candidates)} contestants can answer; a battle needs two")
    ordered = sorted(candidates, key=lambda candidate: candidate.id)
    pairs = list(itertools.combinations(ordered, 2))
    even = _normalise([a.weight * b.weight for a, b in pairs])
    keen = _normalise([w * _information(a, b) for w, (a, b) in zip(even, pairs, strict=True)])
    return {
        (a.id, b.id): (1 - EVEN_SHARE) * k + EVEN_SHARE * e
        for (a, b), k, e in zip(pairs, keen, even, strict=True)
    }


def _information(a: Candidate, b: Candidate) -> float:
    widths = sum(c.width if c.width is not None else UNKNOWN_WIDTH for c in (a, b))
    gap = abs(a.rating - b.rating) if a.rating is not None and b.rating is not None else 0.0
    return max(widths, 1e-9) * math.exp(-gap / GAP_SCALE)


def _normalise(weights: Sequence[float]) -> list[float]:
    total = math.fsum(weights)
    if total <= 0:
        return [1 / len(weights)] * len(weights)
    return [weight / total for weight in weights]
