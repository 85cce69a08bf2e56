"""Comparing models on comparisons that they have not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ranking.stats.bradley_terry import is_connected
from ranking.stats.comparisons import Floats
from ranking.stats.counts import PairCounts
from ranking.stats.evaluation import evaluate
from ranking.stats.families import NO_PENALTIES, TOLERANCE, Family, Penalties, fit

MOST_DRAWS = 100


class CannotSplit(Exception):
    """What would be left to learn from does not hold together."""


@dataclass(frozen=True)
class Split:
    """Counts to learn from and counts to be judged by."""

    seen: PairCounts
    held_out: PairCounts


@dataclass(frozen=True)
class Candidate:
    family: Family
    penalties: Penalties = NO_PENALTIES


def folds_by_vote(counts: PairCounts, num_folds: int, rng: np.random.Generator) -> list[Split]:
    """Each comparison is held out in exactly one fold, drawn by chance; counts must be whole.

    Raises CannotSplit where what is left of a fold is not connected.
    """
    if num_folds < 2:
        raise ValueError("take 2 folds or more")
    columns = counts.columns
    if not all((column == np.round(column)).all() for column in columns):
        raise ValueError("only whole counts can be split by vote")
    shares = np.full(num_folds, 1.0 / num_folds)
    drawn = [rng.multinomial(column.astype(np.int64), shares).astype(float) for column in columns]
    splits = []
    for fold in range(num_folds):
        held_out = [part[:, fold] for part in drawn]
        rest = [column - part for column, part in zip(columns, held_out, strict=True)]
        splits.append(Split(_with(counts, rest), _with(counts, held_out)))
        if not is_connected(splits[-1].seen.as_comparisons()):
            raise CannotSplit(
                "with so few comparisons, a fold that is held out tears the contestants apart: "
                "take more folds, or leave out contestants who were hardly compared"
            )
    return splits


def split_by_pair(counts: PairCounts, share: float, rng: np.random.Generator) -> Split:
    """About `share` of the pairs are held out altogether; the others still connect everybody.

    Draws again until they do; raises CannotSplit where 100 draws never did.
    """
    if not 0 < share < 1:
        raise ValueError("the share of pairs that is held out lies between 0 and 1")
    num_pairs = len(counts.pairs)
    for _ in range(MOST_DRAWS):
        is_out = np.zeros(num_pairs, dtype=bool)
        is_out[rng.permutation(num_pairs)[: round(share * num_pairs)]] = True
        split = Split(counts.chosen(~is_out), counts.chosen(is_out))
        if is_connected(split.seen.as_comparisons()):
            return split
    raise CannotSplit(
        f"without {share:.0%} of their pairs the contestants fall apart: hold out fewer"
    )


def held_out_losses(
    candidate: Candidate, splits: Sequence[Split], *, tolerance: float = TOLERANCE
) -> Floats:
    """[splits] mean loss of a held-out comparison, in nats; the tolerance is that of the fits."""
    return np.array([_held_out_loss(candidate, split, tolerance) for split in splits])


def best_candidate(
    counts: PairCounts,
    candidates: Sequence[Candidate],
    num_folds: int,
    rng: np.random.Generator,
    *,
    tolerance: float = TOLERANCE,
) -> Candidate:
    """The one with the least loss over folds by vote of `counts` alone.

    Called on the seen part of a split it is nested: what is held out there has no say.
    """
    splits = folds_by_vote(counts, num_folds, rng)
    losses = [
        held_out_losses(candidate, splits, tolerance=tolerance).mean() for candidate in candidates
    ]
    return candidates[int(np.argmin(losses))]


def _held_out_loss(candidate: Candidate, split: Split, tolerance: float) -> float:
    penalties = candidate.penalties
    fitted = fit(split.seen, candidate.family, penalties=penalties, tolerance=tolerance)
    return evaluate(fitted, split.held_out).mean_loss


def _with(counts: PairCounts, columns: list[Floats]) -> PairCounts:
    """The same pairs with other counts; pairs of which nothing is left are dropped."""
    full = PairCounts(counts.num_contestants, counts.pairs, *columns)
    return full.chosen(full.totals > 0)
