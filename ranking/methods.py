"""The registry of methods: how a leaderboard may be fitted. A new one is one entry and one test."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ranking.categories import CATEGORIES
from ranking.lens import ALL_TIME, BRADLEY_TERRY, STYLE_CONTROL, WINDOWS, Lens
from ranking.stats.bradley_terry import CannotFit, fit_bradley_terry
from ranking.stats.comparisons import Comparisons, Floats, Ints
from ranking.stats.counts import PairCounts
from ranking.stats.intervals import centre_of
from ranking.stats.ranks import rank_by_overlap
from ranking.stats.style_control import FEATURES, fit_style_controlled, style_differences
from ranking.stats.uncertainty import Uncertainty, uncertainty, uncertainty_of

PRIOR_WEIGHT = 1.0


@dataclass(frozen=True)
class Rows:
    """n comparisons one by one, for methods that look at voters or answers. styles [n] each."""

    comparisons: Comparisons
    left_styles: Sequence[Mapping[str, float]]
    right_styles: Sequence[Mapping[str, float]]


@dataclass(frozen=True)
class Evidence:
    """What a method is given: counts always, rows only if it asks for them."""

    counts: PairCounts
    rows: Rows | None = None


@dataclass(frozen=True)
class Fit:
    """What a method found, all [k] and in natural log-odds; None where it does not say."""

    strengths: Floats
    lows: Floats
    highs: Floats
    rank_lows: Ints
    rank_highs: Ints
    joint_rank_lows: Ints | None = None
    joint_rank_highs: Ints | None = None
    tiers: Ints | None = None
    always_lows: Floats | None = None
    always_highs: Floats | None = None
    tie_strengths: Floats | None = None
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Rated:
    """What a leaderboard keeps of a contestant, in natural log-odds."""

    strength: float
    tie_strength: float | None = None


@dataclass(frozen=True)
class Prediction:
    """Chances, with sum 1; tie: None for methods that know none, whose ties are half a win."""

    left: float
    tie: float | None
    right: float


def _no_ties(left: Rated, right: Rated) -> Prediction:
    share = 0.5 * (1.0 + math.tanh(0.5 * (left.strength - right.strength)))
    return Prediction(share, None, 1.0 - share)


@dataclass(frozen=True)
class Method:
    """summary: what the page says of it, with its version; it is kept with every snapshot."""

    key: str
    name: str
    version: int
    summary: str
    fit: Callable[[Evidence, np.random.Generator], Fit]
    predict: Callable[[Rated, Rated], Prediction] = _no_ties
    needs_rows: bool = False

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.version}: {self.summary}"


def _bradley_terry(evidence: Evidence, rng: np.random.Generator) -> Fit:
    comparisons = evidence.counts.as_comparisons()
    strengths = fit_bradley_terry(comparisons, prior_weight=PRIOR_WEIGHT)
    sure = uncertainty(comparisons, strengths.values, rng=rng, prior_weight=PRIOR_WEIGHT)
    details = {"mean_loss": strengths.mean_loss, "num_steps": strengths.num_steps}
    return _fit(strengths.values, sure, details)


def _clustered(evidence: Evidence, rng: np.random.Generator) -> Fit:
    comparisons = _rows_of(evidence).comparisons
    num_voters = len(np.unique(comparisons.voters))
    if num_voters < 2:
        raise CannotFit("one voter alone does not show how much voters differ: two are needed")
    strengths = fit_bradley_terry(comparisons, prior_weight=PRIOR_WEIGHT)
    sure = uncertainty(
        comparisons, strengths.values, rng=rng, prior_weight=PRIOR_WEIGHT, clustered=True
    )
    return _fit(
        strengths.values, sure, {"mean_loss": strengths.mean_loss, "num_voters": num_voters}
    )


def _style_control(evidence: Evidence, rng: np.random.Generator) -> Fit:
    rows = _rows_of(evidence)
    style = style_differences(rows.left_styles, rows.right_styles)
    found = fit_style_controlled(rows.comparisons, style, prior_weight=PRIOR_WEIGHT)
    sure = uncertainty_of(
        found.values,
        found.covariance,
        centre=centre_of(rows.comparisons),
        fewest_points=np.minimum(*rows.comparisons.points_per_contestant()),
        rng=rng,
    )
    limits = zip(
        FEATURES,
        found.coefficients.tolist(),
        found.coefficient_lows.tolist(),
        found.coefficient_highs.tolist(),
        strict=True,
    )
    coefficients = {name: {"value": v, "low": low, "high": high} for name, v, low, high in limits}
    return _fit(found.values, sure, {"mean_loss": found.mean_loss, "coefficients": coefficients})


def _rows_of(evidence: Evidence) -> Rows:
    if evidence.rows is None:
        raise CannotFit("this method needs the comparisons one by one, and only counts are known")
    return evidence.rows


def _fit(
    strengths: Floats,
    sure: Uncertainty,
    details: Mapping[str, object],
    tie_strengths: Floats | None = None,
) -> Fit:
    ranks = rank_by_overlap(sure.lows, sure.highs)
    return Fit(
        strengths=strengths,
        lows=sure.lows,
        highs=sure.highs,
        rank_lows=ranks.best,
        rank_highs=ranks.worst,
        joint_rank_lows=sure.joint_best,
        joint_rank_highs=sure.joint_worst,
        tiers=sure.tiers,
        always_lows=sure.always_lows,
        always_highs=sure.always_highs,
        tie_strengths=tie_strengths,
        details=details,
    )


METHODS: dict[str, Method] = {
    method.key: method
    for method in (
        Method(
            BRADLEY_TERRY,
            "Bradley-Terry",
            2,
            f"ties as half, {PRIOR_WEIGHT:g} virtual tie each, 95 % sandwich intervals",
            _bradley_terry,
        ),
        Method(
            STYLE_CONTROL,
            "Style control",
            1,
            "Bradley-Terry with length, headers, lists, bold and code held equal",
            _style_control,
            needs_rows=True,
        ),
        Method(
            "clustered",
            "By voter",
            1,
            "Bradley-Terry; intervals that let the votes of one voter hang together",
            _clustered,
            needs_rows=True,
        ),
    )
}


def lenses(*, has_rows: bool, has_windows: bool) -> list[Lens]:
    """Those worth keeping up: every category and window by the first method, and every category
    of all time by the others.

    has_rows: whether a board has more than counts; has_windows: whether its votes go on coming.
    """
    windows = list(WINDOWS) if has_windows else [ALL_TIME]
    plain = [Lens(category, window) for category in CATEGORIES for window in windows]
    methods = [m for m in METHODS.values() if has_rows or not m.needs_rows]
    others = [
        Lens(category, method_key=method.key)
        for category in CATEGORIES
        for method in methods
        if method.key != BRADLEY_TERRY
    ]
    return plain + others
