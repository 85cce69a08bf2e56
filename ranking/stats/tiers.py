"""Tiers: groups of neighbours on the board within which nobody can be told apart.

The rule: go down the board by strength; a contestant begins a new tier if anybody in the tier so
far is surely above it. So within a tier no statement of the joint ranks holds, and the first of
every tier is surely below somebody in the tier before. Contestants of exactly equal strength
share a tier, so that the order in which they are numbered never matters.
"""

import numpy as np

from ranking.stats.comparisons import Floats, Ints


def tiers(values: Floats, surely_above: np.ndarray) -> Ints:
    """[k] the tier of each contestant, 1 the strongest; surely_above [k, k]: row above column."""
    tier_of = np.zeros(len(values), dtype=np.int64)
    tier, members = 1, np.zeros(len(values), dtype=bool)
    for strength in np.unique(values)[::-1]:
        equals = values == strength
        if surely_above[np.ix_(members, equals)].any():
            tier, members = tier + 1, np.zeros(len(values), dtype=bool)
        members |= equals
        tier_of[equals] = tier
    return tier_of
