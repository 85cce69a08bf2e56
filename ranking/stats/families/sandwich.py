"""How sure the strengths of a fit with ties are: the sandwich, over all its parameters.

V = H^-1 M H^-1 with H the curvature of the loss and M the sum over comparisons of g g', g the
gradient of one comparison's loss (Huber 1967, White 1982). Where a side of a pair has few points,
its residuals mistake luck for certainty, so the pair's noise is the model's own (see intervals.py).
"""

import numpy as np

from ranking.stats.comparisons import Floats
from ranking.stats.counts import PairCounts
from ranking.stats.families.family import Penalties
from ranking.stats.families.fit import Fitted
from ranking.stats.families.model import Model
from ranking.stats.families.parameters import Parameters, slopes
from ranking.stats.families.prior import Prior
from ranking.stats.intervals import LEAST_POINTS


def strength_covariance(counts: PairCounts, fitted: Fitted, penalties: Penalties) -> Floats:
    """[k, k] of the strengths, of which the mean is 0.

    penalties are those of the fit; they enter M as the model's own noise, as observations of
    their precision would. One of strengths is needed, for else their level is open.
    Raises ValueError.
    """
    if penalties.strengths == 0:
        raise ValueError("give the fit a penalty on strengths, so that their level is known")
    parameters = fitted.parameters
    model = Model(counts, fitted.family, penalties)
    bread = np.linalg.inv(model.quadratic(parameters).curvature)
    noise = _noise(model, parameters, counts) + _prior_noise(parameters, penalties)
    every = bread @ noise @ bread
    k, d = parameters.own.shape
    own = every[: k * d : d, : k * d : d]
    own = own - own.mean(axis=0) - own.mean(axis=1)[:, None] + own.mean()
    return np.asarray(own, dtype=np.float64)


def _noise(model: Model, parameters: Parameters, counts: PairCounts) -> Floats:
    """[n, n] the sum of g g' over comparisons, n = k d + s."""
    found, by = model.chances(parameters), slopes(parameters, counts.pairs)
    k, d = parameters.own.shape
    moved = np.concatenate([by.first, by.second, by.shared], axis=2)  # [p, 2, 2 d + s]
    number = _expected_where_few(model, counts, np.exp(found.logs))
    size = k * d + by.shared.shape[2]
    places = _places(counts, k, d, by.shared.shape[2])
    noise = np.zeros((size, size))
    for n, by_z, by_v in zip(number, found.by_z, found.by_v, strict=True):
        score = by_z[:, None] * moved[:, 0] + by_v[:, None] * moved[:, 1]
        outer = n[:, None, None] * score[:, :, None] * score[:, None, :]
        np.add.at(noise, (places[:, :, None], places[:, None, :]), outer)
    return noise


def _expected_where_few(model: Model, counts: PairCounts, chances: Floats) -> Floats:
    """[c, p] comparisons by outcome: those seen, or those expected where a side has few points."""
    fewest = np.minimum(*counts.as_comparisons().points_per_contestant())
    is_few = (fewest < LEAST_POINTS)[counts.pairs].any(axis=1)
    seen = model.outcome_counts
    return np.where(is_few, seen.sum(axis=0) * chances, seen)


def _places(counts: PairCounts, k: int, d: int, num_shared: int) -> np.ndarray:
    """[p, 2 d + s] where the parameters of a pair stand among all."""
    own = [side[:, None] * d + np.arange(d) for side in counts.pairs.T]
    shared = np.broadcast_to(k * d + np.arange(num_shared), (len(counts.pairs), num_shared))
    return np.concatenate([*own, shared], axis=1)


def _prior_noise(parameters: Parameters, penalties: Penalties) -> Floats:
    n = parameters.own.size + len(parameters.shared)
    noise = np.zeros((n, n))
    Prior(parameters.family, penalties).add_to(np.zeros(n), noise, parameters)
    return noise
