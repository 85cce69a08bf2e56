"""Logistic regression with crossed Gaussian effects: the mode, its curvature, and the variances.

Each row has at most one level of each factor: z = level + sum over factors of sign * effect. The
mode minimises

    sum of w [log(1 + e^z) - s z] + level^2 / (2 LEVEL_VARIANCE) + sum of effect^2 / (2 variance)

by Newton's method with step halving. Within one factor the curvature is diagonal, because no row
has two of its levels; the largest factor is folded away (Schur's complement) and a dense system of
the others remains: with humans by the thousand that is what makes a step cheap.

    H = [ S0  C' ]    S = S0 - C' D^-1 C    x' H^-1 x = (x_k - M' x_f)' S^-1 (x_k - M' x_f)
        [ C   D  ]    M = D^-1 C                        + x_f' D^-1 x_f
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg, sparse

from ranking.stats.bradley_terry import (
    MAX_STEPS,
    STEP_TOLERANCE,
    CannotFit,
    capped,
    downhill,
    sigma,
)
from ranking.stats.comparisons import Floats, Ints
from ranking.stats.played_matches import NO_LEVEL

LEVEL_VARIANCE = 9.0
ROWS_AT_ONCE = 4096  # [rows, r] is held in memory
NODES, _MASSES = np.polynomial.hermite_e.hermegauss(7)
NODE_WEIGHTS = _MASSES / _MASSES.sum()


@dataclass(frozen=True)
class Factor:
    """places [n]: the level of each row, NO_LEVEL where it has none; sign: how it enters z."""

    places: Ints
    num_levels: int
    sign: float

    def columns(self) -> sparse.csr_array:
        """[n, levels] the sign where a row has the level."""
        rows = np.flatnonzero(self.places != NO_LEVEL)
        signs = np.full(len(rows), self.sign)
        shape = (len(self.places), self.num_levels)
        return sparse.csr_array((signs, (rows, self.places[rows])), shape=shape)


@dataclass(frozen=True)
class Design:
    """kept [n, r]: 1 for the level, then the factors in order; folded [n, b]: the largest factor.

    factor_of [r + b]: of each parameter, its factor's number from 1; 0 is the level.
    """

    scores: Floats
    weights: Floats
    kept: sparse.csr_array
    folded: sparse.csr_array
    factor_of: Ints

    @property
    def num_kept(self) -> int:
        return int(self.kept.shape[1])

    def log_odds(self, values: Floats) -> Floats:
        """[n] from all parameters [r + b]."""
        r = self.num_kept
        return np.asarray(self.kept @ values[:r] + self.folded @ values[r:])

    def transposed(self, rows: Floats) -> Floats:
        """[r + b] the sums of a value [n] over the rows of each parameter."""
        return np.concatenate([self.kept.T @ rows, self.folded.T @ rows])

    def precisions(self, variances: Floats) -> Floats:
        """[r + b] from the variance of each factor."""
        return 1.0 / np.concatenate([[LEVEL_VARIANCE], variances])[self.factor_of]


@dataclass(frozen=True)
class Curvature:
    """H at the mode: D [b], M = D^-1 C [b, r], and the lower Cholesky factor of S [r, r]."""

    diagonal: Floats
    ratio: sparse.csr_array
    root: Floats

    def solve(self, slope: Floats) -> Floats:
        """[r + b] H^-1 slope."""
        r = len(self.root)
        own = slope[:r] - self.ratio.T @ slope[r:]
        kept = linalg.cho_solve((self.root, True), own)
        return np.concatenate([kept, slope[r:] / self.diagonal - self.ratio @ kept])

    def kept_covariance(self) -> Floats:
        """[r, r]"""
        return np.asarray(linalg.cho_solve((self.root, True), np.eye(len(self.root))))

    def folded_variances(self, kept_covariance: Floats) -> Floats:
        """[b]"""
        through = self.ratio.multiply(self.ratio @ kept_covariance).sum(axis=1)
        return np.asarray(1.0 / self.diagonal + through)

    def variances(self) -> Floats:
        """[r + b] the diagonal of H^-1."""
        kept = self.kept_covariance()
        return np.concatenate([np.diag(kept), self.folded_variances(kept)])

    def row_variances(self, design: Design) -> Floats:
        """[n] x' H^-1 x: how sure the log-odds of each row are."""
        kept = self.kept_covariance()
        effective = (design.kept - design.folded @ self.ratio).tocsr()
        found = design.folded.power(2) @ (1.0 / self.diagonal)
        for start in range(0, len(found), ROWS_AT_ONCE):
            rows = effective[start : start + ROWS_AT_ONCE]
            found[start : start + ROWS_AT_ONCE] += rows.multiply(rows @ kept).sum(axis=1)
        return np.asarray(found)

    def log_determinant(self) -> float:
        return float(np.log(self.diagonal).sum() + 2.0 * np.log(np.diag(self.root)).sum())


@dataclass(frozen=True)
class Mode:
    """values [r + b], the objective there and its curvature."""

    values: Floats
    objective: float
    curvature: Curvature
    num_steps: int


@dataclass(frozen=True)
class Posterior:
    """A normal near the posterior: means [r + b] and the inverse of its covariance.

    The mode and its curvature mislead where levels have few rows each: the posterior is skewed, and
    flatter around the mode than at it. The mean is the mode - 1/2 V X' (h w') to second order
    (Tierney, Kass and Kadane 1989, JASA 84), and w p (1 - p) is replaced by its mean over the
    log-odds of the row (Opper and Archambeau 2009, Neural Computation 21); h = x' V x.
    """

    means: Floats
    curvature: Curvature


def design_of(scores: Floats, weights: Floats, factors: Sequence[Factor], *, folded: int) -> Design:
    """folded: the place of the factor to fold away."""
    kept = [place for place in range(len(factors)) if place != folded]
    ones = sparse.csr_array(np.ones((len(scores), 1)))
    factor_of = [0] + [
        place + 1 for place in (*kept, folded) for _ in range(factors[place].num_levels)
    ]
    return Design(
        scores=scores,
        weights=weights,
        kept=sparse.hstack([ones, *(factors[place].columns() for place in kept)], format="csr"),
        folded=factors[folded].columns(),
        factor_of=np.array(factor_of, dtype=np.int64),
    )


def find_mode(design: Design, variances: Floats, start: Floats | None = None) -> Mode:
    """The most likely effects under priors of these variances [factors]."""
    precisions = design.precisions(variances)
    values = np.zeros(len(precisions)) if start is None else start
    loss = objective(design, precisions, values)
    for num_steps in range(1, MAX_STEPS + 1):
        bend = curvature(design, precisions, values)
        slope = gradient(design, precisions, values)
        step = capped(bend.solve(slope))
        step, loss = downhill(
            lambda moved: objective(design, precisions, moved), values, step, slope, loss
        )
        values = values - step
        if np.abs(step).max(initial=0.0) < STEP_TOLERANCE:
            return Mode(values, loss, curvature(design, precisions, values), num_steps)
    raise CannotFit(f"no maximum found within {MAX_STEPS} steps: give smaller variances")


def objective(design: Design, precisions: Floats, values: Floats) -> float:
    """In nats; constants of the priors are left out."""
    z = design.log_odds(values)
    of_rows = float(design.weights @ (np.logaddexp(0.0, z) - design.scores * z))
    return of_rows + 0.5 * float(precisions @ values**2)


def gradient(design: Design, precisions: Floats, values: Floats) -> Floats:
    """[r + b]"""
    excess = design.weights * (sigma(design.log_odds(values)) - design.scores)
    return design.transposed(excess) + precisions * values


def curvature(design: Design, precisions: Floats, values: Floats) -> Curvature:
    shares = sigma(design.log_odds(values))
    return _curvature_of(design, precisions, design.weights * shares * (1.0 - shares))


def posterior_of(design: Design, variances: Floats, mode: Mode) -> Posterior:
    shares = sigma(design.log_odds(mode.values))
    bends = design.weights * shares * (1.0 - shares) * (1.0 - 2.0 * shares)
    rows = mode.curvature.row_variances(design)
    shift = -0.5 * mode.curvature.solve(design.transposed(bends * rows))
    around = sigma(design.log_odds(mode.values)[:, None] + np.sqrt(rows)[:, None] * NODES)
    edges = design.weights * ((around * (1.0 - around)) @ NODE_WEIGHTS)
    return Posterior(
        mode.values + shift, _curvature_of(design, design.precisions(variances), edges)
    )


def _curvature_of(design: Design, precisions: Floats, edges: Floats) -> Curvature:
    r = design.num_kept
    weighted = sparse.diags_array(edges) @ design.kept
    diagonal = (design.folded.power(2).T @ edges) + precisions[r:]
    cross = (design.folded.T @ weighted).tocsr()
    ratio = (sparse.diags_array(1.0 / diagonal) @ cross).tocsr()
    rest = (design.kept.T @ weighted - cross.T @ ratio).toarray() + np.diag(precisions[:r])
    return Curvature(diagonal, ratio, linalg.cholesky(rest, lower=True))
