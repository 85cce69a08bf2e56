"""How likely each outcome is, given by how much the first is better and how easily both tie.

z is the first's strength minus the second's, v the tie strength of the pair. All give
P(first wins), P(second wins), P(tie), and how their logarithms change with z and v.

- Bradley and Terry (1952): sigma(z), sigma(-z); a tie is half a win of each.
- Davidson (1970): in proportion e^{z/2}, e^{-z/2}, e^v.
- Rao and Kupper (1967): sigma(z - h), sigma(-z - h), and the rest is a tie, with h = e^v > 0.
- the same with h = |v|, as Ameli et al. (2025, "A Statistical Framework for Ranking LLM-Based
  Chatbots") write it, for comparison only. Theirs is at least 0.01; ours is sqrt(v^2 + 0.01^2),
  which is the same but for the kinks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from ranking.stats.comparisons import Floats
from ranking.stats.counts import PairCounts

LEAST_THRESHOLD = 0.01
MOST_LOG_THRESHOLD = 300.0  # either way: e^v stays a number, should a step go astray
HALF = np.array([0.5, -0.5, 0.0])[:, None]
IS_TIE = np.array([0.0, 0.0, 1.0])[:, None]


class Outcomes(StrEnum):
    BRADLEY_TERRY = "bradley-terry"
    DAVIDSON = "davidson"
    RAO_KUPPER = "rao-kupper"
    RAO_KUPPER_LINEAR = "rao-kupper-linear"


@dataclass(frozen=True)
class Chances:
    """c outcomes of p pairs; a tie comes last, and Bradley-Terry has none.

    logs    [c, p]  log P
    by_z    [c, p]  d log P / dz
    by_v    [c, p]  d log P / dv
    """

    logs: Floats
    by_z: Floats
    by_v: Floats

    def loss(self, outcome_counts: Floats) -> float:
        """Negative log-likelihood of counts [c, p], in nats."""
        return -float((outcome_counts * self.logs).sum())


def chances(outcomes: Outcomes, z: Floats, v: Floats) -> Chances:
    """z [p], v [p]; Bradley-Terry does not look at v."""
    return FORMULAS[outcomes](z, v)


def outcome_counts(outcomes: Outcomes, counts: PairCounts) -> Floats:
    """[c, p] as the likelihood takes them; both bad counts as a tie."""
    ties = counts.tied + counts.both_bad
    if outcomes is Outcomes.BRADLEY_TERRY:
        return np.stack([counts.first_won + ties / 2, counts.second_won + ties / 2])
    return np.stack([counts.first_won, counts.second_won, ties])


def _bradley_terry(z: Floats, v: Floats) -> Chances:
    logs = np.stack([_log_sigma(z), _log_sigma(-z)])
    p = np.exp(logs)
    return Chances(logs, np.stack([p[1], -p[0]]), np.zeros_like(logs))


def _davidson(z: Floats, v: Floats) -> Chances:
    weights = np.stack([z / 2, -z / 2, v])
    largest = weights.max(axis=0)
    logs = weights - largest - np.log(np.exp(weights - largest).sum(axis=0))
    p = np.exp(logs)
    return Chances(logs, HALF - (p[0] - p[1]) / 2, IS_TIE - p[2])


def _rao_kupper(z: Floats, v: Floats) -> Chances:
    h = np.exp(np.clip(v, -MOST_LOG_THRESHOLD, MOST_LOG_THRESHOLD))
    return _with_threshold(z, h, h)


def _rao_kupper_linear(z: Floats, v: Floats) -> Chances:
    h = np.hypot(v, LEAST_THRESHOLD)
    return _with_threshold(z, h, v / h)


def _with_threshold(z: Floats, h: Floats, slope: Floats) -> Chances:
    """slope is dh / dv."""
    first, second = _log_sigma(z - h), _log_sigma(-z - h)
    not_first, not_second = -np.expm1(first), -np.expm1(second)
    apart = -np.expm1(-2.0 * h)  # log(e^{2h} - 1) = 2h + log(apart)
    logs = np.stack([first, second, first + second + 2.0 * h + np.log(apart)])
    by_z = np.stack([not_first, -not_second, not_first - not_second])
    by_h = np.stack([-not_first, -not_second, 2.0 / apart - not_first - not_second])
    return Chances(logs, by_z, by_h * slope)


def _log_sigma(x: Floats) -> Floats:
    return -np.logaddexp(0.0, -x)


FORMULAS: dict[Outcomes, Callable[[Floats, Floats], Chances]] = {
    Outcomes.BRADLEY_TERRY: _bradley_terry,
    Outcomes.DAVIDSON: _davidson,
    Outcomes.RAO_KUPPER: _rao_kupper,
    Outcomes.RAO_KUPPER_LINEAR: _rao_kupper_linear,
}
