"""How many votes move a contestant by some places: from influence, and by refitting.

Votes for (or against) a target, spread over opponents as pairs are drawn. A vote against opponent
j moves x_t - x_u by (S_t - S_u) (e_t - e_j) (1 - p_tj); the gap divided by the mean of that is the
first estimate, and a refit with that many votes spread evenly corrects it until the gap is closed.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ranking.attack.board import fit, places, sensitivities, shares_of
from ranking.attack.simulation import Ground
from ranking.stats.comparisons import Floats

MOST_CORRECTIONS = 8
CLOSE_ENOUGH = 0.001  # of the number of votes
LEAST_VOTES = 0.1


@dataclass(frozen=True)
class Move:
    """target_votes_by_influence: the first estimate; target_votes: after refits, or None where
    no number of votes does it; interactions: for an attacker who always knows the target."""

    target: int
    rank: int
    new_rank: int
    rival: int
    target_votes_by_influence: float
    target_votes: float | None
    interactions: float | None


def move_to(ground: Ground, target: int, new_rank: int) -> Move:
    """The votes that bring the target to new_rank, which is not its present one."""
    rank = int(places(ground.strengths)[target])
    if new_rank == rank or not 1 <= new_rank <= ground.num_contestants:
        raise ValueError("a move leads to another rank of the board")
    way = _Way(target, new_rank, new_rank < rank, opponents(ground, target))
    rival, first = _still_needed(ground.points, ground.strengths, way)
    votes = _corrected(ground, way, first)
    meets = chance_of_meeting(ground, target)
    return Move(
        target=target,
        rank=rank,
        new_rank=new_rank,
        rival=rival,
        target_votes_by_influence=first,
        target_votes=votes,
        interactions=None if votes is None else votes / meets,
    )


def moves_by(ground: Ground, target: int, num_places: list[int]) -> list[Move]:
    """Up and down by each number of places that the board has room for."""
    rank = int(places(ground.strengths)[target])
    ranks = [rank - n for n in num_places] + [rank + n for n in num_places]
    return [move_to(ground, target, r) for r in ranks if 1 <= r <= ground.num_contestants]


def neighbours_by_effort(ground: Ground) -> list[Move]:
    """For each pair of neighbours the cheaper way to swap them, the cheapest pair first."""
    order = np.argsort(-ground.strengths, kind="stable")
    cheaper = []
    for place, (upper, lower) in enumerate(pairwise(order), start=1):
        if ground.strengths[upper] == ground.strengths[lower]:
            continue
        ways = [move_to(ground, int(lower), place), move_to(ground, int(upper), place + 1)]
        cheaper.append(min(ways, key=_effort))
    return sorted(cheaper, key=_effort)


def opponents(ground: Ground, target: int) -> Floats:
    """[k] chance of each opponent, once the target is drawn; 0 for the target itself."""
    draws = ground.chances(ground.points, ground.strengths)
    if draws is None:
        chances = np.ones(ground.num_contestants)
        chances[target] = 0.0
    else:
        chances = draws[target] + draws[:, target]
    return np.asarray(chances / chances.sum())


def chance_of_meeting(ground: Ground, target: int) -> float:
    """The chance that a battle of the first board has the target on one side."""
    draws = ground.chances(ground.points, ground.strengths)
    if draws is None:
        return 2.0 / ground.num_contestants
    return float(draws[target].sum() + draws[:, target].sum())


def _effort(move: Move) -> float:
    return np.inf if move.target_votes is None else move.target_votes


@dataclass(frozen=True)
class _Way:
    """chances [k]: of each opponent."""

    target: int
    new_rank: int
    goes_up: bool
    chances: Floats


def _corrected(ground: Ground, way: _Way, votes: float) -> float | None:
    """Newton's method on the gap, with the refitted board's own influence as its slope."""
    strengths = ground.strengths
    for _ in range(MOST_CORRECTIONS):
        if not np.isfinite(votes):
            return None
        strengths = fit(_with_votes(ground.points, way, votes), strengths)
        _, more = _still_needed(_with_votes(ground.points, way, votes), strengths, way)
        if abs(more) <= max(CLOSE_ENOUGH * votes, LEAST_VOTES):
            return max(votes + more, 0.0)
        votes = max(votes + more, votes / 4.0)
    return votes if np.isfinite(votes) else None


def _with_votes(points: Floats, way: _Way, votes: float) -> Floats:
    changed = points.copy()
    if way.goes_up:
        changed[way.target] += votes * way.chances
    else:
        changed[:, way.target] += votes * way.chances
    return changed


def _still_needed(points: Floats, strengths: Floats, way: _Way) -> tuple[int, float]:
    """Who is to be passed, and how many votes that takes; less than 0 once it is behind."""
    others = [i for i in np.argsort(-strengths, kind="stable") if i != way.target]
    rival = int(others[way.new_rank - (1 if way.goes_up else 2)])
    inverse = sensitivities(points, strengths)
    lead = inverse[way.target] - inverse[rival]
    won = shares_of(strengths)[way.target]
    weights = way.chances * (1.0 - won if way.goes_up else won)
    by_one = float(weights @ (lead[way.target] - lead))
    ahead = float(strengths[rival] - strengths[way.target])
    gap = ahead if way.goes_up else -ahead
    return rival, gap / by_one if by_one > 0 else np.inf
