"""Which side helps the target: checked against a real refit, and a real step of Elo."""

import numpy as np
import pytest

from ranking.attack.board import fit, points_taken, sensitivities
from ranking.attack.plans import Attack
from ranking.attack.preferences import ELO_STEP, preferred_by_influence, preferred_online
from tests.ranking.attack.boards import ladder

POINTS = points_taken(ladder(6, num_each=200, step=0.3))
STRENGTHS = fit(POINTS)
INVERSE = sensitivities(POINTS, STRENGTHS)


def refitted(winner: int, loser: int) -> np.ndarray:
    points = POINTS.copy()
    points[winner, loser] += 1.0
    return fit(points, STRENGTHS)


@pytest.mark.parametrize("goes_up", [True, False])
def test_the_target_itself_always_wins_or_always_loses(goes_up):
    for attack in (Attack.OMNI_ABSOLUTE, Attack.OMNI_RELATIVE):
        sides = preferred_by_influence(attack, 3, STRENGTHS, INVERSE, goes_up=goes_up)
        assert (np.delete(sides[3], 3) == (1.0 if goes_up else 0.0)).all()
    online = preferred_online(3, STRENGTHS, goes_up=goes_up)
    assert (np.delete(online[3], 3) == (1.0 if goes_up else 0.0)).all()


def test_the_choice_by_influence_is_that_of_three_refits():
    rival = 2  # the next place above 3
    absolute = preferred_by_influence(Attack.OMNI_ABSOLUTE, 3, STRENGTHS, INVERSE, goes_up=True)
    relative = preferred_by_influence(Attack.OMNI_RELATIVE, 3, STRENGTHS, INVERSE, goes_up=True)
    for i in range(6):
        for j in range(i):
            won, lost = refitted(i, j), refitted(j, i)
            if abs(won[3] - lost[3]) > 1e-9:
                assert absolute[i, j] == (won[3] > lost[3])
            if abs((won[3] - won[rival]) - (lost[3] - lost[rival])) > 1e-9:
                assert relative[i, j] == (won[3] - won[rival] > lost[3] - lost[rival])


def test_the_choice_online_is_that_of_one_step_of_elo():
    online = preferred_online(3, STRENGTHS, goes_up=True)
    for i, j in [(0, 1), (1, 2), (4, 5), (0, 5), (0, 4)]:
        assert online[i, j] == (expected_after(i, j) > expected_after(j, i))


def expected_after(winner: int, loser: int) -> float:
    """What the target 3 may expect of all others, once the winner has won."""
    ratings = STRENGTHS.copy()
    step = ELO_STEP / (1.0 + np.exp(STRENGTHS[winner] - STRENGTHS[loser]))
    ratings[winner] += step
    ratings[loser] -= step
    return float((1.0 / (1.0 + np.exp(np.delete(ratings, 3) - ratings[3]))).sum())


def test_who_leads_already_still_gains():
    sides = preferred_by_influence(Attack.OMNI_RELATIVE, 0, STRENGTHS, INVERSE, goes_up=True)
    assert (sides[0, 1:] == 1.0).all()


def test_sides_mirror_each_other():
    sides = preferred_online(2, STRENGTHS, goes_up=True)
    np.testing.assert_array_equal(sides, 1.0 - sides.T)
