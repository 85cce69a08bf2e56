"""Averages over sessions, then over prompts, with bootstrap intervals.

A session is drawn one of several wordings of its task. Each wording counts the same, however often
it was drawn: the macro-average is the mean over prompts of the mean over their sessions.
Intervals: sessions are drawn again with replacement, percentiles of the averages (Efron 1979,
Annals of Statistics 7). A prompt of which a resample has no session is left out of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from games.analysis.errors import CannotMeasure

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NUM_SAMPLES = 1000
TAILS = (0.025, 0.975)


@dataclass(frozen=True)
class Average:
    """low, high: 95 %; None with a single session. spread: the standard deviation between the
    means of the prompts, None with a single prompt.
    """

    value: float
    low: float | None
    high: float | None
    spread: float | None
    num_sessions: int
    num_prompts: int


def macro_average(
    values: Sequence[float | None],
    prompts: Sequence[str],
    *,
    rng: np.random.Generator,
    num_samples: int = NUM_SAMPLES,
) -> Average:
    """values, prompts: of each session; sessions without a value are left out.

    Raises CannotMeasure where none has one.
    """
    known = [(v, p) for v, p in zip(values, prompts, strict=True) if v is not None]
    if not known:
        raise CannotMeasure("There are no sessions to average.")
    kept = np.array([value for value, _ in known], dtype=np.float64)
    names, places = np.unique([prompt for _, prompt in known], return_inverse=True)
    means = np.bincount(places, kept) / np.bincount(places)
    low, high = None, None
    if len(kept) > 1:
        samples = averages_of(kept, places, draws_of(len(kept), rng, num_samples))
        low, high = (float(limit) for limit in np.quantile(samples, TAILS))
    return Average(
        value=float(means.mean()),
        low=low,
        high=high,
        spread=float(means.std(ddof=1)) if len(names) > 1 else None,
        num_sessions=len(kept),
        num_prompts=len(names),
    )


def draws_of(num_sessions: int, rng: np.random.Generator, num_samples: int) -> Ints:
    """[samples, n] how often each session is drawn."""
    return rng.multinomial(num_sessions, np.full(num_sessions, 1.0 / num_sessions), num_samples)


def averages_of(values: Floats, places: Ints, draws: Ints) -> Floats:
    """[samples] macro-averages of values [n], by places [n] of their prompts, from 0.

    A nan is no value; a resample without any value gives nan.
    """
    known = ~np.isnan(values)
    member = np.equal.outer(places, np.arange(places.max() + 1)) & known[:, None]
    sizes = draws @ member
    sums = draws @ (member * np.where(known, values, 0.0)[:, None])
    means = np.divide(sums, sizes, out=np.zeros_like(sums), where=sizes > 0)
    num_prompts = (sizes > 0).sum(axis=1)
    averages = np.full(len(draws), np.nan)
    np.divide(means.sum(axis=1), num_prompts, out=averages, where=num_prompts > 0)
    return averages


def mean_of_known(values: Sequence[float | None]) -> float | None:
    """None where none is known."""
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None
