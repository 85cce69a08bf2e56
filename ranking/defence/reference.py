"""What everybody else thinks: the board that an account's verdicts are held against.

Fitted to decisive verdicts alone: then the chance that i beats j, given that somebody wins, is
sigma(x_i - x_j) whatever anybody's habit of calling a tie, in Davidson's model and in Rao-Kupper's
near it. Davidson (1970), JASA 65.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ranking.stats.bradley_terry import fit_bradley_terry, inverse_information
from ranking.stats.comparisons import PRIOR_WEIGHT, Comparisons, Floats
from ranking.stats.counts import PairCounts


@dataclass(frozen=True)
class Reference:
    """strengths [k]: natural log-odds of decisive verdicts; covariance [k, k] of them."""

    strengths: Floats
    covariance: Floats

    @property
    def num_contestants(self) -> int:
        return len(self.strengths)


def reference_of(counts: PairCounts, *, prior_weight: float = PRIOR_WEIGHT) -> Reference:
    """The board of decisive verdicts; contestants without any stay near the mean, and unsure."""
    nothing = np.zeros_like(counts.tied)
    decisive = replace(counts, tied=nothing, both_bad=nothing).as_comparisons()
    strengths = fit_bradley_terry(decisive, prior_weight=prior_weight).values
    covariance = inverse_information(decisive, strengths, prior_weight=prior_weight)
    return Reference(strengths, covariance)


def exact_reference(strengths: Floats) -> Reference:
    """A board that is known for certain, as in simulations."""
    return Reference(strengths, np.zeros((len(strengths), len(strengths))))


def decisive_only(ballots: Comparisons) -> Comparisons:
    """The rows in which somebody won."""
    return ballots.chosen(ballots.scores != 0.5)
