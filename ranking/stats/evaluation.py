"""How well chances agree with what happened: cross entropy, divergences, errors by outcome.

The measures are those of Ameli et al. (2025), so that their tables can be laid beside ours; their
formulas for AIC and BIC lack the factor N and have the wrong sign, and `Fitted` has the right ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.comparisons import Floats
from ranking.stats.counts import PairCounts
from ranking.stats.families import Fitted, outcome_counts, predict


@dataclass(frozen=True)
class Errors:
    """by_outcome [c], and over all outcomes: the mean, of squares where it is a root."""

    by_outcome: Floats
    overall: float


@dataclass(frozen=True)
class Evaluation:
    """Outcomes are: first wins, second wins, tie; Bradley-Terry has only the first two.

    cross_entropy [c]  their sum is the mean loss of a comparison, in nats
    kl, js             mean over pairs, each pair alike, in nats
    *_counts           of the counts of a pair, pairs weighted by their comparisons
    *_percent          the same of the shares of a pair, in percentage points
    """

    cross_entropy: Floats
    kl: float
    js: float
    mae_counts: Errors
    rmse_counts: Errors
    mae_percent: Errors
    rmse_percent: Errors

    @property
    def mean_loss(self) -> float:
        return float(self.cross_entropy.sum())


def evaluate(fitted: Fitted, counts: PairCounts) -> Evaluation:
    """On any counts of the same contestants, those of the fit or held out.

    Empty pairs are left out. For Bradley-Terry a tie is half a win of each.
    """
    seen = counts.chosen(counts.totals > 0)
    counted = outcome_counts(fitted.family.outcomes, seen).T
    return evaluate_chances(counted, predict(fitted, seen.pairs)[:, : counted.shape[1]])


def evaluate_chances(counted: Floats, chances: Floats) -> Evaluation:
    """counted [p, c] and chances [p, c] of p pairs, none of them empty."""
    if counted.shape != chances.shape or not len(counted):
        raise ValueError("there must be pairs, and chances for each outcome of each")
    totals = counted.sum(axis=1)
    shares = counted / totals[:, None]
    weights = totals / totals.sum()
    off_counts = counted - totals[:, None] * chances
    off_percent = 100.0 * (shares - chances)
    middle = (shares + chances) / 2
    return Evaluation(
        cross_entropy=-np.sum(_times_log(counted, chances), axis=0) / totals.sum(),
        kl=float(_divergence(shares, chances).mean()),
        js=float((_divergence(shares, middle) + _divergence(chances, middle)).mean() / 2),
        mae_counts=_mae(off_counts, weights),
        rmse_counts=_rmse(off_counts, weights),
        mae_percent=_mae(off_percent, weights),
        rmse_percent=_rmse(off_percent, weights),
    )


def _mae(off: Floats, weights: Floats) -> Errors:
    by_outcome = weights @ np.abs(off)
    return Errors(by_outcome, float(by_outcome.mean()))


def _rmse(off: Floats, weights: Floats) -> Errors:
    squares = weights @ off**2
    return Errors(np.sqrt(squares), float(np.sqrt(squares.mean())))


def _divergence(shares: Floats, chances: Floats) -> Floats:
    """[p] Kullback and Leibler's, of shares from chances."""
    return np.asarray((_times_log(shares, shares) - _times_log(shares, chances)).sum(axis=1))


def _times_log(amounts: Floats, chances: Floats) -> Floats:
    """amounts log chances; 0 where there is nothing, whatever the chance."""
    logs = np.log(chances, out=np.full_like(chances, -np.inf), where=chances > 0)
    return np.multiply(amounts, logs, out=np.zeros_like(chances), where=amounts > 0)
