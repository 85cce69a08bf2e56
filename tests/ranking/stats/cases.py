"""Comparisons made by chance, for properties that hold for all of them."""

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from ranking.stats.comparisons import Comparisons, comparisons_of
from ranking.stats.counts import PairCounts

# Deadlines measure the machine's other work, not ours.
unhurried = settings(deadline=None, max_examples=50)


@st.composite
def some_comparisons(draw: st.DrawFn, *, most_rows: int = 40) -> Comparisons:
    """2 to 6 contestants, 1 to `most_rows` comparisons of weight 1."""
    k = draw(st.integers(2, 6))
    side = st.integers(0, k - 1)
    row = st.tuples(side, side, st.sampled_from([1.0, 0.5, 0.0])).filter(lambda r: r[0] != r[1])
    return comparisons_of(k, draw(st.lists(row, min_size=1, max_size=most_rows)))


def table(wins: list[list[float]]) -> Comparisons:
    """wins[i][j]: how often i beat j."""
    counts = np.array(wins, dtype=np.float64)
    winners, losers = np.nonzero(counts)
    return Comparisons(
        num_contestants=len(counts),
        pairs=np.stack([winners, losers], axis=1),
        scores=np.ones(len(winners)),
        weights=counts[winners, losers],
        voters=np.zeros(len(winners), dtype=np.int64),
    )


@st.composite
def some_counts(draw: st.DrawFn, *, least: int = 2, most: int = 5) -> PairCounts:
    """`least` to `most` contestants, each pair with 1 to 20 of each outcome but both bad."""
    k = draw(st.integers(least, most))
    pairs = np.stack(np.triu_indices(k, 1), axis=1).astype(np.int64)
    rows = st.lists(st.integers(1, 20), min_size=3 * len(pairs), max_size=3 * len(pairs))
    columns = np.array(draw(rows), dtype=np.float64).reshape(3, -1)
    return PairCounts(k, pairs, *columns, np.zeros(len(pairs)))
