"""Which side of every pair helps the target most, for attackers who vote in every battle.

Min et al. (2025), arXiv 2501.17858. They refit three times for each vote; here the same choice is
read off the influence of a vote, S (e_i - e_j) (1 - p_ij), for all pairs at once.
"""

import math

import numpy as np

from ranking.attack.plans import Attack
from ranking.stats.comparisons import Floats

ELO_STEP = 4.0 * math.log(10.0) / 400.0  # K = 4 points, in natural log-odds


def preferred_online(target: int, strengths: Floats, *, goes_up: bool) -> Floats:
    """[k, k] 1 where row should win against column, 0 where it should lose, NaN where equal.

    By one step of Elo with these strengths, and what the target may then expect of all others.
    """
    return _sides(_gains_online(target, strengths), goes_up)


def preferred_by_influence(
    attack: Attack, target: int, strengths: Floats, sensitivities: Floats, *, goes_up: bool
) -> Floats:
    """The same by what a refit makes of a vote; sensitivities as ranking/attack/board.py has them.

    OMNI_ABSOLUTE looks at the target's strength, OMNI_RELATIVE at its lead over the next place.
    """
    goal = sensitivities[target].copy()
    rival = _next_place(target, strengths, goes_up=goes_up)
    if attack is Attack.OMNI_RELATIVE and rival is not None:
        goal -= sensitivities[rival]
    return _sides(goal[:, None] - goal[None, :], goes_up)


def _sides(gains: Floats, goes_up: bool) -> Floats:
    wanted = gains if goes_up else -gains
    return np.where(wanted > 0, 1.0, np.where(wanted < 0, 0.0, np.nan))


def _next_place(target: int, strengths: Floats, *, goes_up: bool) -> int | None:
    """Who is to be passed next; None where nobody is left."""
    distance = strengths - strengths[target] if goes_up else strengths[target] - strengths
    ahead = np.flatnonzero(distance > 0)
    return int(ahead[np.argmin(distance[ahead])]) if len(ahead) else None


def _gains_online(target: int, strengths: Floats) -> Floats:
    """[k, k] what a win of row over column adds to the points that the target may expect of all."""
    k = len(strengths)
    ahead = strengths[:, None] - strengths[None, :]
    step = ELO_STEP * 0.5 * (1.0 - np.tanh(0.5 * ahead))  # [k, k] of the winner, and of the loser
    expected = _expected(strengths[target] - strengths)
    winner = _expected(strengths[target] - strengths[:, None] - step) - expected[:, None]
    loser = _expected(strengths[target] - strengths[None, :] + step) - expected[None, :]
    won = winner + loser
    won_minus_lost = won - won.T
    won_minus_lost[target, :] = np.where(np.arange(k) == target, 0.0, 1.0)
    won_minus_lost[:, target] = -won_minus_lost[target, :]
    return won_minus_lost


def _expected(ahead: Floats) -> Floats:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * ahead)))
