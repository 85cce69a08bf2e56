"""Bradley-Terry with covariates: what a vote owes to style, and what to the contestant.

The log-odds of left are x_left - x_right + g . d: d [m] are the differences of the two answers in
m features (length, headers, lists, bold, code, or 1 for the advantage of the left side), g their
coefficients. Strengths and coefficients are fitted together, as in "Does style matter?" of Chatbot
Arena (August 2024). The penalty on g is an explicit setting of the summed loss: it does not grow
with the number of votes, so that many votes speak for themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ranking.stats.bradley_terry import refuse_unlinked
from ranking.stats.comparisons import Comparisons, Floats, virtual_ties
from ranking.stats.intervals import Z_95
from ranking.stats.joint_fit import JointProblem, solve

FEATURES = ("tokens", "headers", "list_items", "bold", "code_blocks")
PENALTY = 1.0  # half the sum of squares, the published setting


@dataclass(frozen=True)
class StyleFit:
    """Strengths of equally styled answers, in natural log-odds of mean 0, and what style adds.

    values [k], covariance [k, k]            the covariance is a sandwich
    coefficients, coefficient_lows, _highs   [m] log-odds for one scale of a feature, 95 %
    scales [m]  root mean square of each feature's differences; a feature that never differs has
                scale 0 and coefficient 0
    """

    values: Floats
    covariance: Floats
    coefficients: Floats
    coefficient_lows: Floats
    coefficient_highs: Floats
    scales: Floats
    mean_loss: float
    num_steps: int


def relative_differences(left: Floats, right: Floats) -> Floats:
    """[n, m] (a - b) / (a + b) of counts [n, m], between -1 and 1; 0 where there are none."""
    if left.shape != right.shape or (left < 0).any() or (right < 0).any():
        raise ValueError("both answers need the same features, and a count is 0 or more")
    total = left + right
    return np.divide(left - right, total, out=np.zeros(total.shape), where=total > 0)


def style_differences(
    left: Sequence[Mapping[str, float]],
    right: Sequence[Mapping[str, float]],
    features: Sequence[str] = FEATURES,
) -> Floats:
    """[n, m] relative differences from the counts kept with each answer; an absent one is 0.

    Where nothing at all is known of an answer's style, it is taken to be that of the other.
    """
    shape = (len(left), len(features))
    counts = [
        np.array([[row.get(name, 0) for name in features] for row in rows], dtype=np.float64)
        for rows in (left, right)
    ]
    found = relative_differences(*(side.reshape(shape) for side in counts))
    known = [bool(a) and bool(b) for a, b in zip(left, right, strict=True)]
    return np.where(np.array(known, dtype=bool)[:, None], found, 0.0)


def fit_style_controlled(
    comparisons: Comparisons,
    style: Floats,
    *,
    penalty: float = PENALTY,
    prior_weight: float = 0.0,
    clustered: bool = False,
) -> StyleFit:
    """style [n, m]: differences, one row for each row of the comparisons, which are not merged.

    Each feature is divided by its root mean square. Its mean stays in: so it does not matter who
    sat on which side, and an advantage of the left side is a feature of its own.
    penalty: half of it times the sum of squared coefficients is added to the summed loss.
    Raises NotConnected or SingularFit where no finite maximum exists.
    """
    if penalty < 0 or prior_weight < 0:
        raise ValueError("penalty and prior_weight are 0 or more")
    if style.shape[:1] != comparisons.scores.shape:
        raise ValueError("style has one row for each row of the comparisons")
    if prior_weight == 0:
        refuse_unlinked(comparisons)
    scales = _scales(comparisons, style)
    varies = scales > 0
    problem = JointProblem(
        comparisons=comparisons,
        features=style[:, varies] / scales[varies],
        prior=virtual_ties(comparisons.num_contestants, prior_weight),
        penalty=penalty,
    )
    solution = solve(problem, clustered=clustered)
    spread = np.zeros(len(scales))
    spread[varies] = Z_95 * np.sqrt(np.diag(solution.coefficient_covariance))
    coefficients = np.zeros(len(scales))
    coefficients[varies] = solution.coefficients
    return StyleFit(
        values=solution.values,
        covariance=solution.covariance,
        coefficients=coefficients,
        coefficient_lows=coefficients - spread,
        coefficient_highs=coefficients + spread,
        scales=scales,
        mean_loss=solution.loss / max(comparisons.num_comparisons, 1.0),
        num_steps=solution.num_steps,
    )


def _scales(comparisons: Comparisons, style: Floats) -> Floats:
    """[m] root mean square over comparisons; 0 for what is no more than rounding."""
    squares = comparisons.weights @ style**2 / max(comparisons.num_comparisons, 1.0)
    scales = np.sqrt(squares)
    return np.where(scales > 1e-9, scales, 0.0)
