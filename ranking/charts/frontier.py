"""Which of many offers nobody beats on both price and rating (Pareto 1896)."""

from collections.abc import Sequence


def frontier(prices: Sequence[float], ratings: Sequence[float]) -> list[int]:
    """Places of those for whom nobody is as cheap and better, cheapest first."""
    order = sorted(range(len(prices)), key=lambda i: (prices[i], -ratings[i]))
    best, kept = float("-inf"), []
    for i in order:
        if ratings[i] > best:
            best = ratings[i]
            kept.append(i)
    return kept
