"""The registry of methods: how a leaderboard may be fitted. A new one is one entry and one test."""

from collections.abc import Mapping
from functools import partial

import numpy as np

from ranking.categories import CATEGORIES
from ranking.lens import ALL_TIME, BRADLEY_TERRY, STYLE_CONTROL, WINDOWS, Lens
from ranking.method import Evidence, Fit, Method, Prediction, Rated, Rows
from ranking.stats.bradley_terry import CannotFit, fit_bradley_terry
from ranking.stats.comparisons import PRIOR_WEIGHT, Comparisons, Floats
from ranking.stats.families import Family, Outcomes, OwnTies, Penalties
from ranking.stats.families import fit as fit_family
from ranking.stats.families.outcomes import chances
from ranking.stats.families.sandwich import strength_covariance
from ranking.stats.intervals import centre_of
from ranking.stats.ranks import rank_by_overlap
from ranking.stats.style_control import FEATURES, fit_style_controlled, style_differences
from ranking.stats.uncertainty import Uncertainty, uncertainty, uncertainty_of

# As much as a virtual tie tells of a strength, 1/4; tie strengths within about 1 of their mean.
WEAK_PRIOR = Penalties(strengths=0.25, ties=1.0)


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
    sure = _sure(rows.comparisons, found.values, found.covariance, rng)
    limits = zip(
        FEATURES,
        found.coefficients.tolist(),
        found.coefficient_lows.tolist(),
        found.coefficient_highs.tolist(),
        strict=True,
    )
    coefficients = {name: {"value": v, "low": low, "high": high} for name, v, low, high in limits}
    return _fit(found.values, sure, {"mean_loss": found.mean_loss, "coefficients": coefficients})


def _with_ties(outcomes: Outcomes, evidence: Evidence, rng: np.random.Generator) -> Fit:
    counts = evidence.counts
    found = fit_family(counts, Family(outcomes, OwnTies()), penalties=WEAK_PRIOR)
    covariance = strength_covariance(counts, found, WEAK_PRIOR)
    sure = _sure(counts.as_comparisons(), found.strengths, covariance, rng)
    details = {"mean_loss": found.mean_loss, "aic": found.aic, "bic": found.bic}
    return _fit(found.strengths, sure, details, found.parameters.ties[:, 0])


def _expected(outcomes: Outcomes, left: Rated, right: Rated) -> Prediction:
    z = np.array([left.strength - right.strength])
    v = np.array([(left.tie_strength or 0.0) + (right.tie_strength or 0.0)])
    won, lost, tied = np.exp(chances(outcomes, z, v).logs[:, 0]).tolist()
    return Prediction(won, tied, lost)


def _sure(
    comparisons: Comparisons, strengths: Floats, covariance: Floats, rng: np.random.Generator
) -> Uncertainty:
    return uncertainty_of(
        strengths,
        covariance,
        centre=centre_of(comparisons),
        fewest_points=np.minimum(*comparisons.points_per_contestant()),
        rng=rng,
    )


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
        Method(
            "davidson",
            "Davidson",
            1,
            "ties foretold, each contestant with a tie strength of its own; both bad is a tie",
            partial(_with_ties, Outcomes.DAVIDSON),
            predict=partial(_expected, Outcomes.DAVIDSON),
            needs_ties=True,
        ),
        Method(
            "rao-kupper",
            "Rao-Kupper",
            1,
            "ties foretold, each contestant with a tie strength of its own; both bad is a tie",
            partial(_with_ties, Outcomes.RAO_KUPPER),
            predict=partial(_expected, Outcomes.RAO_KUPPER),
            needs_ties=True,
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
        for category, entry in CATEGORIES.items()
        for method in methods
        if method.key != BRADLEY_TERRY and not (method.needs_ties and "tie" in entry.leaves_out)
    ]
    return plain + others
