"""Comparisons added up by pair: the four outcomes, each pair once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ranking.stats.comparisons import MANY_VOTERS, Comparisons, Floats, Ints


@dataclass(frozen=True)
class PairCounts:
    """p pairs of k contestants, who are known by their places 0 to k - 1.

    pairs       [p, 2]  each pair once, the lower place first
    first_won   [p]     how often the first was better; counts need not be whole numbers
    second_won  [p]
    tied        [p]
    both_bad    [p]
    """

    num_contestants: int
    pairs: Ints
    first_won: Floats
    second_won: Floats
    tied: Floats
    both_bad: Floats

    def __post_init__(self) -> None:
        p = len(self.first_won)
        columns = self.columns
        if self.pairs.shape != (p, 2) or any(column.shape != (p,) for column in columns):
            raise ValueError("pairs [p, 2] and the four counts [p] must agree on p")
        if p == 0:
            return
        if self.pairs.min() < 0 or self.pairs.max() >= self.num_contestants:
            raise ValueError(f"contestants must be numbers from 0 to {self.num_contestants - 1}")
        if not (self.pairs[:, 0] < self.pairs[:, 1]).all():
            raise ValueError("the lower place comes first: add pairs up with add_up")
        if len(np.unique(self.pairs @ np.array([self.num_contestants, 1]))) != p:
            raise ValueError("a pair stands once: add pairs up with add_up")
        if not all((column >= 0).all() and np.isfinite(column).all() for column in columns):
            raise ValueError("a count is a number, 0 or more")

    @property
    def columns(self) -> tuple[Floats, Floats, Floats, Floats]:
        """The four counts, each [p]."""
        return self.first_won, self.second_won, self.tied, self.both_bad

    @property
    def totals(self) -> Floats:
        """[p] comparisons of each pair."""
        return self.first_won + self.second_won + self.tied + self.both_bad

    @property
    def num_comparisons(self) -> float:
        return float(self.totals.sum())

    def without_both_bad(self) -> PairCounts:
        """As leaderbot counts by default: pairs of which nothing is left are dropped."""
        rest = replace(self, both_bad=np.zeros_like(self.both_bad))
        return rest.chosen(rest.totals > 0)

    def chosen(self, mask: np.ndarray) -> PairCounts:
        """The pairs where mask [p] is true; contestants keep their places."""
        columns = (column[mask] for column in self.columns)
        return PairCounts(self.num_contestants, self.pairs[mask], *columns)

    def as_comparisons(self) -> Comparisons:
        """At most three rows a pair: won, lost, tied; both bad counts as a tie."""
        ties = self.tied + self.both_bad
        columns = [(self.first_won, 1.0), (self.second_won, 0.0), (ties, 0.5)]
        kept = [(column > 0, column, score) for column, score in columns]
        weights = np.concatenate([column[mask] for mask, column, _ in kept])
        return Comparisons(
            num_contestants=self.num_contestants,
            pairs=np.concatenate([self.pairs[mask] for mask, _, _ in kept]),
            scores=np.concatenate([np.full(mask.sum(), score) for mask, _, score in kept]),
            weights=weights,
            voters=np.full(len(weights), MANY_VOTERS, dtype=np.int64),
        )


def add_up(
    num_contestants: int,
    pairs: Ints,
    first_won: Floats,
    second_won: Floats,
    tied: Floats,
    both_bad: Floats,
) -> PairCounts:
    """Counts from rows in any order, either side first, a pair as often as it likes. All [n]."""
    swapped = pairs[:, 0] > pairs[:, 1]
    upright = np.sort(pairs, axis=1)
    won = np.where(swapped, second_won, first_won)
    lost = np.where(swapped, first_won, second_won)
    k = num_contestants
    keys, place = np.unique(upright[:, 0] * k + upright[:, 1], return_inverse=True)
    sums = [
        np.bincount(place, column, len(keys)).astype(np.float64)
        for column in (won, lost, tied, both_bad)
    ]
    return PairCounts(k, np.stack([keys // max(k, 1), keys % max(k, 1)], axis=1), *sums)


def added(first: PairCounts, second: PairCounts) -> PairCounts:
    """The counts of both."""
    columns = zip(first.columns, second.columns, strict=True)
    pairs = np.concatenate([first.pairs, second.pairs])
    return add_up(first.num_contestants, pairs, *(np.concatenate(both) for both in columns))


def less(counts: PairCounts, taken: PairCounts) -> PairCounts:
    """The counts without those taken; what is not there is not taken away."""
    key = np.array([counts.num_contestants, 1])
    place = {pair: i for i, pair in enumerate((counts.pairs @ key).tolist())}
    rows = [(place[p], i) for i, p in enumerate((taken.pairs @ key).tolist()) if p in place]
    here, there = np.array(rows, dtype=np.int64).reshape(-1, 2).T
    left = [column.copy() for column in counts.columns]
    for column, gone in zip(left, taken.columns, strict=True):
        column[here] = np.maximum(column[here] - gone[there], 0.0)
    return PairCounts(counts.num_contestants, counts.pairs, *left)
