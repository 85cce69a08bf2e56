"""When a model first thinks of the right thing, over sessions some of which end before it does.

A session without a hit is censored at its last probe: all that is known is "later". The curve is
the estimate of Kaplan and Meier (1958), JASA 53, of the chance that the word has not come up by a
turn, with log-log limits as in Kalbfleisch and Prentice (1980).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from games.analysis.errors import CannotMeasure
from ranking.stats.intervals import Z_95


@dataclass(frozen=True)
class Curve:
    """At each of the turns at which something came up: the chance that it has not by then, with
    95 % limits, and how many sessions were still looking just before.

    Where everybody has found it, log-log limits do not exist; they are 0 and 1 there.
    """

    turns: tuple[int, ...]
    missing: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    num_looking: tuple[int, ...]


@dataclass(frozen=True)
class FirstAppearances:
    """mean_of_hits: turns, None without a hit. censored_mean: a miss counts as turns + 1."""

    num_sessions: int
    num_hits: int
    mean_of_hits: float | None
    miss_rate: float
    censored_mean: float
    curve: Curve


def summarise_first_appearances(
    firsts: Sequence[int | None], last_turns: Sequence[int], *, num_turns: int
) -> FirstAppearances:
    """firsts: the turn of each session, None for a miss; last_turns: of its last probe.

    num_turns: the most that the game has. Raises CannotMeasure where there is no session, or a
    turn lies outside of it.
    """
    if not firsts:
        raise CannotMeasure("There are no sessions to summarise.")
    pairs = list(zip(firsts, last_turns, strict=True))
    for first, last in pairs:
        if not 1 <= last <= num_turns or not (first is None or 1 <= first <= last):
            raise CannotMeasure(f"Turns lie between 1 and {num_turns}, and a hit is no later.")
    hits = [first for first in firsts if first is not None]
    misses = [last for first, last in pairs if first is None]
    return FirstAppearances(
        num_sessions=len(firsts),
        num_hits=len(hits),
        mean_of_hits=float(np.mean(hits)) if hits else None,
        miss_rate=len(misses) / len(firsts),
        censored_mean=(sum(hits) + len(misses) * (num_turns + 1)) / len(firsts),
        curve=kaplan_meier(hits, misses),
    )


def kaplan_meier(hits: Sequence[int], misses: Sequence[int]) -> Curve:
    """hits: turns at which it came up; misses: last turns of sessions in which it did not.

    S = product over turns of 1 - d / n, with d hits among n that still look; Greenwood's variance
    of log(-log S) is the sum of d / (n (n - d)) / (log S)^2.
    """
    turns, num_hits = np.unique(np.array(hits, dtype=np.int64), return_counts=True)
    ends = np.array([*hits, *misses])
    looking = np.array([(ends >= turn).sum() for turn in turns], dtype=np.int64)
    missing = np.cumprod(1.0 - num_hits / looking)
    is_inside = missing > 0  # 0 comes last, if at all: everybody has found it
    n, d, s = looking[is_inside], num_hits[is_inside], missing[is_inside]
    widths = Z_95 * np.sqrt(np.cumsum(d / (n * (n - d)))) / np.abs(np.log(s))
    lows, highs = np.zeros(len(turns)), np.ones(len(turns))
    lows[is_inside], highs[is_inside] = s ** np.exp(widths), s ** np.exp(-widths)
    return Curve(
        turns=tuple(int(turn) for turn in turns),
        missing=tuple(float(p) for p in missing),
        lows=tuple(float(p) for p in lows),
        highs=tuple(float(p) for p in highs),
        num_looking=tuple(int(n) for n in looking),
    )
