"""Limits of models' strengths from boards made after a fit's image: a check on its own limits."""

from dataclasses import replace

import numpy as np

from ranking.stats.bradley_terry import sigma
from ranking.stats.comparisons import Floats
from ranking.stats.intervals import Intervals
from ranking.stats.item_response import ItemResponse, fit_item_response
from ranking.stats.played_matches import NO_LEVEL, PlayedMatches

NUM_SAMPLES = 100
CONFIDENCE = 0.95


def bootstrap_intervals(
    matches: PlayedMatches,
    fit: ItemResponse,
    *,
    rng: np.random.Generator,
    num_samples: int = NUM_SAMPLES,
    learns: bool = True,
) -> Intervals:
    """95 % limits [k] of theta: means +- q deviations, q from boards made after this fit's image.

    Effects and results are drawn from the fit, fitted again, and q is the 95 % quantile of the
    errors in deviations (Laird and Louis 1987, JASA 82). This also counts what the other limits
    leave out, at the price of a fit a sample. learns: whether variances are learned again, too.
    Weights must be whole numbers of matches.
    """
    if not np.allclose(matches.weights, np.round(matches.weights)):
        raise ValueError("weights must be whole numbers of matches to be drawn again")
    errors = []
    for _ in range(num_samples):
        drawn, theta = _drawn(matches, fit, rng)
        can_learn = learns and np.ptp(drawn.successes) > 0
        again = fit_item_response(drawn, variances=None if can_learn else fit.variances).models
        theta = theta - theta[again.has_data].mean()
        errors.append((np.abs(again.means - theta) / again.deviations)[again.has_data])
    reach = float(np.quantile(np.concatenate(errors), CONFIDENCE)) * fit.models.deviations
    return Intervals(fit.models.means - reach, fit.models.means + reach)


def _drawn(
    matches: PlayedMatches, fit: ItemResponse, rng: np.random.Generator
) -> tuple[PlayedMatches, Floats]:
    """The same matches with other results, and the theta [k] that they were drawn from."""
    effects = [
        rng.normal(0.0, variance**0.5, num)
        for variance, num in zip(fit.variances.as_array(), matches.nums, strict=True)
    ]
    log_odds = np.full(len(matches.successes), fit.level)
    for effect, places, sign in zip(effects, matches.places, matches.signs, strict=True):
        log_odds += np.where(places == NO_LEVEL, 0.0, sign * effect[places])
    counts = np.round(matches.weights).astype(np.int64)
    successes = rng.binomial(counts, sigma(log_odds)) / counts
    return replace(matches, successes=successes), effects[0]
