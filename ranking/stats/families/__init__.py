"""Families of models on counts of pairs: three outcomes, ties, covariance; one solver for all.

fitted = fit(counts, Family(Outcomes.DAVIDSON, OwnTies(rank=2), covariance=0))
chances = predict(fitted, pairs)
"""

from ranking.stats.families.family import (
    Family,
    OrderedTies,
    OwnTies,
    Penalties,
    ScalarTies,
    Ties,
)
from ranking.stats.families.fit import NO_PENALTIES, Fitted, fit, predict
from ranking.stats.families.outcomes import Outcomes, outcome_counts
from ranking.stats.families.scoring import TOLERANCE

__all__ = [
    "NO_PENALTIES",
    "TOLERANCE",
    "Family",
    "Fitted",
    "OrderedTies",
    "Outcomes",
    "OwnTies",
    "Penalties",
    "ScalarTies",
    "Ties",
    "fit",
    "outcome_counts",
    "predict",
]
