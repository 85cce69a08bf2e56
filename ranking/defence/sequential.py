"""A score test that may look after every vote: a test martingale for each account and target.

Numerator: an ally of the target, who lets it win unless the account plays honest for once (shares
MIXES of the time), or an enemy who lets it lose; each as likely. Denominator: an honest voter whose
taste for the target, in natural log-odds, is normal: nobody votes exactly as the board does. Both
are laws of the same decisive verdicts: the ratio E is a non-negative martingale if the voter is
honest, and so is the mean over all targets: P(mean E ever exceeds 1 / alpha) <= alpha (Ville).
Ties are habits and say nothing of allegiance here.
Ville (1939); Robbins (1970), Annals of Mathematical Statistics 41; Shafer (2021), JRSS A 184.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, log_expit, logsumexp

from ranking.defence.reference import Reference, decisive_only
from ranking.stats.comparisons import Comparisons, Floats, Ints

TASTE = 0.4  # standard deviation, natural log-odds: 69 points on the displayed scale
MIXES = (0.02, 0.2, 0.4, 0.6)  # how often an ally or an enemy votes as the answers deserve
NODES = np.linspace(-5.0, 5.0, 41)  # of taste, in standard deviations
LOG_WEIGHTS = -0.5 * NODES**2 - logsumexp(-0.5 * NODES**2)


@dataclass(frozen=True)
class Evidence:
    """What the verdicts of one account say, up to each of them and about each target.

    log_e        [n]  log of the mean e-value after each verdict (ties repeat the one before)
    by_target    [k]  log e-value of each target after the last verdict; 0 where it never met
    favours      [k]  True where the target won more than expected
    target            the one that most of the evidence is about, at its strongest
    """

    log_e: Floats
    by_target: Floats
    favours: np.ndarray
    target: int

    @property
    def peak(self) -> float:
        """The largest log e-value at any time; 0 before the first verdict."""
        return float(self.log_e.max(initial=0.0))

    def crossed_after(self, alpha: float) -> int | None:
        """How many verdicts it took to be sure, or None. alpha: false alarms allowed, ever."""
        over = np.flatnonzero(self.log_e >= -math.log(alpha))
        return int(over[0]) + 1 if len(over) else None


def evidence(ballots: Comparisons, reference: Reference, *, taste: float = TASTE) -> Evidence:
    """Verdicts in the order in which they were given; of an account, or of a cluster of them.

    What the reference itself is unsure of counts as taste.
    """
    n, k = len(ballots.scores), reference.num_contestants
    decisive = decisive_only(ballots)
    when = np.flatnonzero(ballots.scores != 0.5)
    steps = np.zeros((n, k))  # changes of log E, so that a running sum gives it at any time
    favours = np.zeros(k, dtype=bool)
    for target in np.unique(decisive.pairs):
        rows, won, opponents = seen_from(decisive, int(target))
        gaps = reference.strengths[target] - reference.strengths[opponents]
        spread = math.hypot(taste, doubt(reference, int(target), opponents))
        path = log_e_values(gaps, won, spread)
        steps[when[rows], target] = np.diff(path, prepend=0.0)
        favours[target] = (won - expit(gaps)).sum() > 0
    log_e = np.cumsum(steps, axis=0)
    mean = logsumexp(log_e, axis=1) - math.log(k) if n else np.zeros(0)
    last = log_e[-1] if n else np.zeros(k)
    peaks = log_e.max(axis=0) if n else np.zeros(k)
    return Evidence(mean, last, favours, int(peaks.argmax()) if k else 0)


def log_e_values(gaps: Floats, won: Floats, spread: float) -> Floats:
    """[m] log E after each of m decisive verdicts with one target.

    gaps [m]: its strength less the opponent's; won [m]: 1 or 0; spread: sd of honest taste.
    """
    logits = gaps[:, None] + spread * NODES[None, :]
    sign = np.where(won > 0.5, 1.0, -1.0)[:, None]
    honest = logsumexp(np.cumsum(log_expit(sign * logits), axis=0) + LOG_WEIGHTS, axis=1)
    share = expit(gaps)[:, None] * np.array(MIXES)[None, :]
    ally = share + (1.0 - np.array(MIXES))
    chances = np.concatenate([ally, share], axis=1)
    chances = np.where(won[:, None] > 0.5, chances, 1.0 - chances)
    partisan = logsumexp(np.cumsum(np.log(chances), axis=0), axis=1) - math.log(chances.shape[1])
    return np.asarray(partisan - honest, dtype=np.float64)


def seen_from(ballots: Comparisons, target: int) -> tuple[Ints, Floats, Ints]:
    """Rows with the target, its share of each, and whom it met."""
    on_the_left, on_the_right = (ballots.pairs == target).T
    rows = np.flatnonzero(on_the_left | on_the_right)
    is_left = on_the_left[rows]
    share = np.where(is_left, ballots.scores[rows], 1.0 - ballots.scores[rows])
    opponents = np.where(is_left, ballots.pairs[rows, 1], ballots.pairs[rows, 0])
    return rows, share, opponents


def doubt(reference: Reference, target: int, opponents: Ints) -> float:
    """Standard error of the target's strength against those whom it met, in natural log-odds."""
    contrast = np.bincount(opponents, minlength=reference.num_contestants) / -len(opponents)
    contrast[target] += 1.0
    return math.sqrt(max(float(contrast @ reference.covariance @ contrast), 0.0))
