"""How few comparisons decide who stands above whom.

The comparisons that hold a contestant above another are taken in the order of their influence,
as in Broderick, Giordano and Meager (2020), arXiv 2011.14999, and Huang, Shen, Wei and Broderick
(2025), arXiv 2508.11847; then the count is made exact by refits. It is an upper bound: no smaller
part of this order is enough, though another choice might be.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

import numpy as np

from ranking.stats.bradley_terry import fit_bradley_terry, inverse_information
from ranking.stats.comparisons import Comparisons, Floats, Ints, joined
from ranking.stats.influence import influence_of_rows


class Change(StrEnum):
    """What is done to a comparison: left out, or its verdict turned round."""

    DROP = "drop"
    FLIP = "flip"


@dataclass(frozen=True)
class SwapCost:
    """How many comparisons must change before `lower` stands above `upper`.

    estimated and num_changed are None where no change of this kind would do;
    share is num_changed of all comparisons.
    """

    upper: int
    lower: int
    change: Change
    estimated: int | None
    num_changed: int | None
    share: float | None


def cost_of_swap(
    comparisons: Comparisons,
    values: Floats,
    upper: int,
    lower: int,
    *,
    change: Change = Change.DROP,
    prior_weight: float = 0.0,
) -> SwapCost:
    """Two contestants by their places; `values` must have `upper` at or above `lower`.

    Raises CannotFit where without a prior too little would be left to fit.
    """
    if upper == lower or values[upper] < values[lower]:
        raise ValueError("name two contestants, the stronger one first")

    def swaps(num: int) -> bool:
        rows = changed(comparisons, order, num, change)
        refitted = fit_bradley_terry(rows, prior_weight=prior_weight).values
        return bool(refitted[lower] > refitted[upper])

    effects = _effects(comparisons, values, upper, lower, change, prior_weight)
    order = np.lexsort((*comparisons.pairs.T, effects))
    order = order[effects[order] < 0]
    gap = float(values[upper] - values[lower])
    estimated = _until_closed(comparisons.weights[order], -effects[order], gap)
    most = int(comparisons.weights[order].sum())
    exact = _least_enough(swaps, estimated or most, most)
    share = exact / comparisons.num_comparisons if exact is not None else None
    return SwapCost(upper, lower, change, estimated, exact, share)


def costs_of_neighbours(
    comparisons: Comparisons,
    values: Floats,
    *,
    change: Change = Change.DROP,
    prior_weight: float = 0.0,
) -> list[SwapCost]:
    """For each contestant and the next one below it on the board; best given merged rows."""
    order = np.argsort(-values, kind="stable")
    return [
        cost_of_swap(
            comparisons, values, int(upper), int(lower), change=change, prior_weight=prior_weight
        )
        for upper, lower in pairwise(order)
    ]


def changed(comparisons: Comparisons, order: Ints, num: int, change: Change) -> Comparisons:
    """The comparisons once the first `num` of the rows in `order` are left out or turned round."""
    weights = comparisons.weights[order]
    taken = np.clip(num - (np.cumsum(weights) - weights), 0.0, weights)
    left_over = comparisons.weights.copy()
    left_over[order] -= taken
    rest = replace(comparisons.chosen(left_over > 0), weights=left_over[left_over > 0])
    if change is Change.DROP:
        return rest
    turned = comparisons.chosen(order[taken > 0])
    return joined(rest, replace(turned, scores=1.0 - turned.scores, weights=taken[taken > 0]))


def _effects(
    comparisons: Comparisons,
    values: Floats,
    upper: int,
    lower: int,
    change: Change,
    prior_weight: float,
) -> Floats:
    """[n] what changing one comparison of each row adds to upper's lead, to first order."""
    direction = np.zeros(len(values))
    direction[upper], direction[lower] = 1.0, -1.0
    if change is Change.DROP:
        return influence_of_rows(comparisons, values, direction, prior_weight=prior_weight)
    leverage = inverse_information(comparisons, values, prior_weight=prior_weight) @ direction
    left, right = comparisons.pairs.T
    effects: Floats = (1.0 - 2.0 * comparisons.scores) * (leverage[left] - leverage[right])
    return effects


def _until_closed(weights: Floats, steps: Floats, gap: float) -> int | None:
    """How many steps, each row's `weights` times, largest first, exceed the gap."""
    closed = np.cumsum(weights * steps)
    row = int(np.searchsorted(closed, gap, side="right"))
    if row == len(closed):
        return None
    before, counted = (float(closed[row - 1]), float(weights[:row].sum())) if row else (0.0, 0.0)
    return int(counted + min((gap - before) / float(steps[row]) + 1.0, float(weights[row])))


def _least_enough(is_enough: Callable[[int], bool], guess: int, most: int) -> int | None:
    """The least number that is enough, by widening from a guess and halving; None if none is."""
    few, enough = 0, min(guess, most)
    while not (enough and is_enough(enough)):
        if enough == most:
            return None
        few, enough = enough, min(2 * enough, most)
    step = max(enough // 16, 1)  # the guess is rarely far off, so the least is near below
    while enough - few > 1:
        middle = max(enough - step, (few + enough) // 2)
        if is_enough(middle):
            enough, step = middle, 2 * step
        else:
            few = middle
    return enough
