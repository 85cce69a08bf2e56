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

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

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
from ranking.stats.comparisons import Floats
from ranking.stats.crossed_design import Design

ROWS_AT_ONCE = 4096  # [rows, r] is held in memory
NODES, _MASSES = np.polynomial.hermite_e.hermegauss(7)
NODE_WEIGHTS = _MASSES / _MASSES.sum()


@dataclass(frozen=True)
class Spreads:
    """parameters [r + b]: their variances; rows [n]: those of the log-odds, x' H^-1 x."""

    parameters: Floats
    rows: Floats


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

    @cached_property
    def kept_covariance(self) -> Floats:
        """[r, r]"""
        lower = np.tril(linalg.lapack.dpotri(self.root, lower=1)[0])
        return np.asarray(lower + np.tril(lower, -1).T)

    def variances(self) -> Floats:
        """[r + b] the diagonal of H^-1."""
        return self._diagonal_with([own for _levels, _through, own in self._folded_parts()])

    def spreads(self, design: Design) -> Spreads:
        """The diagonal, and how sure the log-odds of each row are.

        A row has few kept columns k and at most one folded level, whose row of M is m. So all that
        is needed is S^-1 between its columns, m' S^-1 at them, and m' S^-1 m.
        """
        columns, values = design.kept_entries()
        pairs = self.kept_covariance[columns[:, :, None], columns[:, None, :]]
        of_rows, owns = np.einsum("nv,nvw,nw->n", values, pairs, values), []
        rows = np.flatnonzero(np.diff(design.folded.indptr))
        level_of, signs = design.folded.indices, design.folded.data
        for levels, through, own in self._folded_parts():
            here = (level_of >= levels.start) & (level_of < levels.stop)
            chosen, sign, place = rows[here], signs[here], level_of[here] - levels.start
            cross = (through[place[:, None], columns[chosen]] * values[chosen]).sum(axis=1)
            alone = own[place] + 1.0 / self.diagonal[level_of[here]]
            of_rows[chosen] += sign**2 * alone - 2.0 * sign * cross
            owns.append(own)
        return Spreads(self._diagonal_with(owns), of_rows)

    def _diagonal_with(self, owns: Sequence[Floats]) -> Floats:
        return np.concatenate(
            [np.diag(self.kept_covariance), 1.0 / self.diagonal + np.hstack(owns)]
        )

    def _folded_parts(self) -> Iterator[tuple[slice, Floats, Floats]]:
        """Of some folded levels at a time: M S^-1 [levels, r], and m' S^-1 m [levels]."""
        for start in range(0, len(self.diagonal), ROWS_AT_ONCE):
            levels = slice(start, start + ROWS_AT_ONCE)
            ratio = self.ratio[levels]
            through = np.asarray(ratio @ self.kept_covariance)
            yield levels, through, np.asarray(ratio.multiply(through).sum(axis=1))

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
    rows = mode.curvature.spreads(design).rows
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
