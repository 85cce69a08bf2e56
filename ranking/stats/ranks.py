"""From intervals to ranks: a spread of places, not a single one."""

from dataclasses import dataclass

import numpy as np

from ranking.stats.comparisons import Floats, Ints


@dataclass(frozen=True)
class RankSpreads:
    """best [k], worst [k]: places from 1 to k that the intervals allow."""

    best: Ints
    worst: Ints


def rank_by_overlap(lows: Floats, highs: Floats) -> RankSpreads:
    """Best: 1 + how many are surely above. Worst: k - how many are surely below.

    Surely above means that the whole interval lies above the other's.
    """
    above = (lows[None, :] > highs[:, None]).sum(axis=1)
    below = (highs[None, :] < lows[:, None]).sum(axis=1)
    return RankSpreads(
        best=(1 + above).astype(np.int64), worst=(len(lows) - below).astype(np.int64)
    )


def places(values: Floats) -> Ints:
    """[..., k] places from 1 in each row, best first; of equals the earlier one."""
    order = np.argsort(-values, axis=-1, kind="stable")
    return np.argsort(order, axis=-1).astype(np.int64) + 1
