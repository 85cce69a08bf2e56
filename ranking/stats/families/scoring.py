"""Newton's method with the damping of Levenberg and Marquardt: the way down for every family.

Solves (C + damping scale) step = -gradient. Damping follows Nielsen (1999), "Damping parameter in
Marquardt's method": it falls with a step that keeps what the quadratic promised, and rises with one
that does not, or where the curvature is not positive yet. Directions that change nothing (a shift
of all strengths, a turn of the factors) have neither slope nor curvature; the damping keeps the
solution there unique, and they are left where they began.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from ranking.stats.comparisons import Floats
from ranking.stats.families.model import Model, Quadratic
from ranking.stats.families.parameters import Parameters

FIRST_DAMPING = 1e-6
LEAST_DAMPING = 1e-10
MOST_DAMPING = 1e6  # steps a millionth as long: nothing more is to be gained
TRUSTED_DAMPING = 1e-3  # a larger one makes steps short, and a short step promises little
LEAST_SHARE = 1e-3  # of its promise that a step must keep to be taken
TOLERANCE = 1e-12  # of the mean loss that one more step promises to take off, in nats


@dataclass(frozen=True)
class Descent:
    """The parameters where no step promised more than the tolerance, or where the steps ran out."""

    parameters: Parameters
    converged: bool
    num_steps: int


class _Damping:
    """value: what the curvature is raised by, in units of its scale."""

    def __init__(self) -> None:
        self.value, self._growth = FIRST_DAMPING, 2.0

    def relax(self, share: float) -> None:
        """After a step that kept this share of its promise."""
        factor = max(1 / 10, 1 - (2 * share - 1) ** 3)
        self.value, self._growth = max(self.value * factor, LEAST_DAMPING), 2.0

    def tighten(self) -> None:
        self.value = max(self.value, TRUSTED_DAMPING) * self._growth
        self._growth *= 2


def descend(
    model: Model, start: Parameters, max_steps: int, tolerance: float = TOLERANCE
) -> Descent:
    """From `start` to a near minimum of the penalised loss."""
    parameters, loss, damping, num_steps = start, model.loss(start), _Damping(), 0
    enough = tolerance * max(model.num_comparisons, 1.0)
    near = model.quadratic(parameters)
    while num_steps < max_steps and damping.value <= MOST_DAMPING:
        step = _damped_step(near, damping.value)
        if step is None:
            damping.tighten()
            continue
        promise, moved = _promise(near, step), parameters.moved(step)
        new_loss = model.loss(moved)
        if promise <= enough and damping.value <= TRUSTED_DAMPING:
            is_better = new_loss <= loss  # the last step squares the error: take it
            return Descent(moved if is_better else parameters, True, num_steps)
        if not loss - new_loss > LEAST_SHARE * promise:
            damping.tighten()
            continue
        damping.relax((loss - new_loss) / promise)
        parameters, loss, num_steps = moved, new_loss, num_steps + 1
        near = model.quadratic(parameters)
    return Descent(parameters, False, num_steps)


def _damped_step(near: Quadratic, damping: float) -> Floats | None:
    """None where the damped curvature is not positive."""
    damped = near.curvature.copy()
    places = np.arange(len(damped))
    floor = 1e-12 * max(float(near.scale.max(initial=0.0)), 1.0)
    damped[places, places] += damping * near.scale + floor
    try:
        factor = linalg.cho_factor(damped, overwrite_a=True, check_finite=False)
    except linalg.LinAlgError:
        return None
    return -np.asarray(linalg.cho_solve(factor, near.gradient, check_finite=False))


def _promise(near: Quadratic, step: Floats) -> float:
    """By how much the quadratic falls with the step."""
    return -float(near.gradient @ step + 0.5 * step @ (near.curvature @ step))
