"""A model's belief in a statement, turn by turn, against the truth; its verdicts over sessions.

A belief is one of five levels with the score b from +2 (true) to -2 (false); y = 1 where the
statement is true and -1 where it is false.

    lenient hit   b y >= 1;  strict hit: b y = 2;  recall: mean over the probed turns
    first         the first turn with a lenient hit
    final rank    3 - b y of the last belief: 1 (sure and right) to 5 (sure and wrong)
    consistency   1 - reversals / (probes - 1); a reversal: the sign differs from that of the probe
                  before, neither of them being unknown
    Brier         (p - truth)^2 of the last belief, p = .95 .75 .5 .25 .05 from true to false

Sources: GameArena (arXiv 2412.06394) for the levels; Brier (1950), Monthly Weather Review 78.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from games.analysis.errors import CannotMeasure
from games.analysis.shares import Share, share_of
from ranking.stats.intervals import Z_95

SCORES = MappingProxyType(
    {"true": 2, "possibly true": 1, "unknown": 0, "possibly false": -1, "false": -2}
)
CHANCES = MappingProxyType({2: 0.95, 1: 0.75, 0: 0.5, -1: 0.25, -2: 0.05})


@dataclass(frozen=True)
class BeliefScores:
    """Of one session. agrees_with_verdict: None where no verdict was given.

    brier: of the last belief; mean_brier: over all probed turns. censored_first as in candidates.
    An unknown last belief agrees with no verdict.
    """

    lenient_recall: float
    strict_recall: float
    session_recall: float
    first_appearance: int | None
    censored_first: int
    final_rank: int
    reciprocal_rank: float
    consistency: float
    agrees_with_verdict: bool | None
    brier: float
    mean_brier: float


def score_beliefs(
    beliefs: Sequence[str | None],
    *,
    truth: bool,
    verdict: bool | None = None,
    num_turns: int | None = None,
) -> BeliefScores:
    """beliefs: one for each turn, None where the turn was not probed.

    Raises CannotMeasure where no turn was probed, or a level is none of the five.
    """
    turns = len(beliefs) if num_turns is None else num_turns
    if turns < len(beliefs):
        raise CannotMeasure(f"A game of {turns} turns cannot have {len(beliefs)} beliefs.")
    probed = [(turn, score_of(one)) for turn, one in enumerate(beliefs, start=1) if one is not None]
    if not probed:
        raise CannotMeasure("No turn of this session was probed for a belief.")
    levels = [level for _, level in probed]
    right = np.array(levels) * (1 if truth else -1)
    first = next((turn for (turn, _), hit in zip(probed, right >= 1, strict=True) if hit), None)
    errors = [(CHANCES[level] - float(truth)) ** 2 for level in levels]
    rank = 3 - int(right[-1])
    return BeliefScores(
        lenient_recall=float((right >= 1).mean()),
        strict_recall=float((right == 2).mean()),
        session_recall=float(first is not None),
        first_appearance=first,
        censored_first=turns + 1 if first is None else first,
        final_rank=rank,
        reciprocal_rank=1.0 / rank,
        consistency=1.0 - num_reversals(levels) / max(len(levels) - 1, 1),
        agrees_with_verdict=None if verdict is None else levels[-1] * (1 if verdict else -1) > 0,
        brier=errors[-1],
        mean_brier=float(np.mean(errors)),
    )


def score_of(belief: str) -> int:
    """-2 to 2. Raises CannotMeasure."""
    try:
        return SCORES[belief.casefold().strip()]
    except KeyError:
        known = ", ".join(SCORES)
        raise CannotMeasure(f"“{belief}” is no level of belief. There are: {known}.") from None


def num_reversals(levels: Sequence[int]) -> int:
    """How often neighbours, neither of them 0, have different signs."""
    return sum(before * after < 0 for before, after in pairwise(levels))


@dataclass(frozen=True)
class VerdictScores:
    """Over sessions. balanced_accuracy: the mean of the shares right among true and among false
    statements, so that saying the same each time gives one half; None, as its interval, where
    either kind is missing. share_false: of all verdicts, "false" is said how often?
    """

    on_true: Share
    on_false: Share
    balanced_accuracy: float | None
    interval: tuple[float, float] | None
    share_false: Share


def score_verdicts(verdicts: Sequence[tuple[bool, bool]]) -> VerdictScores:
    """verdicts: (what was ruled, what is true) of each session that ended in a verdict.

    The interval is 95 %, by a normal approximation on shares with one success and one failure
    added to each kind (Agresti and Caffo 2000, The American Statistician 54).
    """
    on_true = [ruled for ruled, truth in verdicts if truth]
    on_false = [not ruled for ruled, truth in verdicts if not truth]
    balanced, interval = None, None
    if on_true and on_false:
        balanced = float(np.mean(on_true) + np.mean(on_false)) / 2
        interval = _balanced_interval(on_true, on_false)
    return VerdictScores(
        on_true=share_of(sum(on_true), len(on_true)),
        on_false=share_of(sum(on_false), len(on_false)),
        balanced_accuracy=balanced,
        interval=interval,
        share_false=share_of(sum(not ruled for ruled, _ in verdicts), len(verdicts)),
    )


def _balanced_interval(on_true: list[bool], on_false: list[bool]) -> tuple[float, float]:
    shares = [(sum(kind) + 1) / (len(kind) + 2) for kind in (on_true, on_false)]
    sizes = [len(kind) + 2 for kind in (on_true, on_false)]
    variance = sum(p * (1 - p) / n for p, n in zip(shares, sizes, strict=True)) / 4
    half = Z_95 * variance**0.5
    middle = sum(shares) / 2
    return max(middle - half, 0.0), min(middle + half, 1.0)
