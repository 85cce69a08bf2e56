"""Do two boards rank alike? Kendall's tau, rank-biased overlap and Pearson's correlation.

    tau-b   concordant minus discordant pairs, ties accounted for (Kendall 1945, Biometrika 33)
    RBO     X_k / k p^k + (1 - p) / p sum over d = 1..k of X_d / d p^d
            X_d: contestants that the first d of both share; p: how far down one looks; the first
            term goes on as the seen depth ends (Webber, Moffat and Zobel 2010, ACM Transactions on
            Information Systems 28, equation 30, for lists of the same contestants)

Intervals answer one of two questions. With the errors of the scores: would the same contestants
agree so, measured again? Without: would other contestants, drawn from the like, agree so? With few
contestants the second interval is wide, as it should be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from games.analysis.errors import CannotMeasure

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PERSISTENCE = 0.9
NUM_SAMPLES = 1000
LEAST_IN_COMMON = 3
TAILS = (0.025, 0.975)


@dataclass(frozen=True)
class Scores:
    """By contestant, higher is better. errors: standard errors, or {} where they are not known."""

    values: Mapping[str, float]
    errors: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Coefficient:
    """low, high: 95 %. All are None where a board ties everybody."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class RankAgreement:
    """Over the contestants that both boards have. by_errors: which interval it is, see above.

    by_luck: the chance that ranks which have nothing to do with each other agree, or disagree, at
    least so far by tau; None where tau is.
    """

    num_contestants: int
    tau: Coefficient
    overlap: Coefficient
    pearson: Coefficient
    by_errors: bool
    by_luck: float | None


def rank_agreement(
    first: Scores,
    second: Scores,
    *,
    rng: np.random.Generator,
    num_samples: int = NUM_SAMPLES,
    persistence: float = PERSISTENCE,
) -> RankAgreement:
    """Raises CannotMeasure where the boards share fewer than LEAST_IN_COMMON contestants."""
    names = sorted(first.values.keys() & second.values.keys())
    k = len(names)
    if k < LEAST_IN_COMMON:
        raise CannotMeasure(
            f"The two boards share {k} contestants; it takes {LEAST_IN_COMMON} to compare ranks."
        )
    ours, theirs = (np.array([board.values[name] for name in names]) for board in (first, second))
    by_errors = all(name in board.errors for board in (first, second) for name in names)
    if by_errors:
        pairs = zip(
            _drawn(first, names, rng, num_samples),
            _drawn(second, names, rng, num_samples),
            strict=True,
        )
        samples = [_coefficients(one, other, persistence) for one, other in pairs]
    else:
        chosen = rng.integers(0, k, (num_samples, k))
        samples = [_coefficients(ours, theirs, persistence, places) for places in chosen]
    observed = _coefficients(ours, theirs, persistence)
    tau, overlap, pearson = (
        _with_interval(value, [sample[place] for sample in samples])
        for place, value in enumerate(observed)
    )
    by_luck = None if tau.value is None else float(stats.kendalltau(ours, theirs).pvalue)
    return RankAgreement(k, tau, overlap, pearson, by_errors, by_luck)


def kendall_tau(first: Sequence[float] | Floats, second: Sequence[float] | Floats) -> float | None:
    """tau-b of two scores or two ranks of the same contestants; None where all of one tie."""
    tau = stats.kendalltau(first, second).statistic
    return None if np.isnan(tau) else float(tau)


def rank_biased_overlap(
    first: Sequence[str], second: Sequence[str], *, persistence: float = PERSISTENCE
) -> float:
    """Extrapolated RBO of two lists, best first, over their common depth; 1 where they are equal.

    Raises CannotMeasure where a list is empty or names one twice, or p is not between 0 and 1.
    """
    if not 0.0 < persistence < 1.0:
        raise CannotMeasure("Persistence lies between 0 and 1, both left out.")
    depth = min(len(first), len(second))
    if not depth:
        raise CannotMeasure("An empty list has no ranks to compare.")
    if len(set(first)) < len(first) or len(set(second)) < len(second):
        raise CannotMeasure("A list names each contestant once.")
    shared = [len(set(first[:d]) & set(second[:d])) / d for d in range(1, depth + 1)]
    powers = persistence ** np.arange(1, depth + 1)
    seen = (1.0 - persistence) / persistence * float(np.dot(shared, powers))
    return float(shared[-1] * powers[-1] + seen)


def _coefficients(
    first: Floats, second: Floats, persistence: float, places: Ints | None = None
) -> tuple[float | None, ...]:
    """tau, RBO and Pearson of the contestants at the places, all by default; None if undefined.

    A list names each contestant once, however often it was drawn. Those that tie stand in the same
    order in both lists.
    """
    chosen = np.arange(len(first)) if places is None else places
    ours, theirs = first[chosen], second[chosen]
    if np.ptp(ours) == 0 or np.ptp(theirs) == 0:
        return None, None, None
    distinct = np.unique(chosen)
    one, other = (
        [str(place) for place in distinct[np.argsort(-scores[distinct], kind="stable")]]
        for scores in (first, second)
    )
    rbo = rank_biased_overlap(one, other, persistence=persistence)
    return kendall_tau(ours, theirs), rbo, float(np.corrcoef(ours, theirs)[0, 1])


def _drawn(
    board: Scores, names: Sequence[str], rng: np.random.Generator, num_samples: int
) -> Floats:
    values = [board.values[name] for name in names]
    errors = [board.errors[name] for name in names]
    return rng.normal(values, errors, (num_samples, len(names)))


def _with_interval(value: float | None, samples: Sequence[float | None]) -> Coefficient:
    known = [sample for sample in samples if sample is not None]
    if value is None or not known:
        return Coefficient(value, None, None)
    low, high = np.quantile(known, TAILS)
    return Coefficient(value, float(low), float(high))
