"""Rows with crossed effects as sparse columns: which level of each factor a row has.

Within one factor no row has two levels, so the largest factor can be folded away when the effects
are found (crossed_effects.py); its columns stand apart from those that are kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ranking.stats.comparisons import Floats, Ints
from ranking.stats.played_matches import NO_LEVEL

LEVEL_VARIANCE = 9.0  # of the prior of the level


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

    def kept_entries(self) -> tuple[Ints, Floats]:
        """[n, w] kept columns and values of each row, w of the longest; the others end in zeros."""
        lengths = np.diff(self.kept.indptr)
        filled = np.arange(lengths.max(initial=0)) < lengths[:, None]
        columns, values = np.zeros(filled.shape, dtype=np.int64), np.zeros(filled.shape)
        columns[filled], values[filled] = self.kept.indices, self.kept.data
        return columns, values


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
