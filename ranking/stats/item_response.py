"""Who is good at a game, once people, words and prompts are accounted for.

    logit P(the model reaches its goal) = level + theta -+ alpha - delta + pi

theta: strength of the model; alpha: ability of the human; delta: difficulty of the item; pi: effect
of the wording of the task. Against a human, ability makes it harder for the model (-); in a game
that is played together it helps (+). theta always enters with +: more success is a better model, in
every game. Effects have Gaussian priors of mean 0 whose variances are learned or given; limits are
those of a normal near the posterior (Laplace's, corrected for skew), wider where variances were
learned. One fit is for one game and mode.

Sources: Rasch (1960), Probabilistic Models for Some Intelligence and Attainment Tests; De Boeck et
al. (2011), Journal of Statistical Software 39(12), for crossed effects of persons and items. The
numbers are found in crossed_effects.py.
"""

from dataclasses import dataclass

import numpy as np

from ranking.stats.bradley_terry import CannotFit, sigma
from ranking.stats.comparisons import Floats, Ints
from ranking.stats.crossed_design import Design, Factor, design_of
from ranking.stats.crossed_effects import Mode, find_mode, posterior_of
from ranking.stats.intervals import Z_95, Intervals
from ranking.stats.learned_variances import learn_variances, marginal_loss
from ranking.stats.played_matches import PlayedMatches, linked_models

UNLEARNED_VARIANCE = 1.0  # of a factor of which fewer than two levels have data


@dataclass(frozen=True)
class Variances:
    """Of the effects, in squared natural log-odds; more than 0."""

    models: float
    humans: float
    items: float
    prompts: float

    def __post_init__(self) -> None:
        if not (self.as_array() > 0).all():
            raise ValueError("a variance is more than 0")

    def as_array(self) -> Floats:
        return np.array([self.models, self.humans, self.items, self.prompts], dtype=np.float64)


@dataclass(frozen=True)
class Effects:
    """values [k]: the most likely, natural log-odds; num_matches [k].

    means, deviations [k]: of the posterior, about which limits lie; it is skewed where there are
    few matches. Those of models are distances from the mean of the models with data. A level
    without data says what its prior says: limits as wide as the variance.
    """

    values: Floats
    means: Floats
    deviations: Floats
    num_matches: Floats

    @property
    def lows(self) -> Floats:
        """[k] 95 % limits."""
        return self.means - Z_95 * self.deviations

    @property
    def highs(self) -> Floats:
        return self.means + Z_95 * self.deviations

    @property
    def has_data(self) -> np.ndarray:
        """[k] bool"""
        return self.num_matches > 0


@dataclass(frozen=True)
class Estimate:
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class ItemResponse:
    """What was found. models: theta, humans: alpha, items: delta (more is harder), prompts: pi.

    groups [k]: models with the same number met, at least through others, the same humans or items;
    models of different groups are compared by the priors alone and are better shown apart.
    covariance [1 + k, 1 + k]: of the level and theta. mean_loss: nats a match, priors left out.
    level, level_mean: log-odds of an average model, most likely and mean.
    """

    level: float
    level_mean: float
    models: Effects
    humans: Effects
    items: Effects
    prompts: Effects
    variances: Variances
    groups: Ints
    covariance: Floats
    mean_loss: float
    marginal_loss: float
    num_steps: int

    def difference(self, first: int, second: int) -> Estimate:
        """theta of the first model minus that of the second, with 95 % limits."""
        side = np.zeros(len(self.covariance))
        side[1 + first] += 1.0
        side[1 + second] -= 1.0
        half = Z_95 * float(side @ self.covariance @ side) ** 0.5
        values, means = self.models.values, self.models.means
        middle = float(means[first] - means[second])
        return Estimate(float(values[first] - values[second]), middle - half, middle + half)

    def chances(self) -> tuple[Floats, Intervals]:
        """[k] of success beside an average human, item and prompt, with 95 % limits."""
        own = np.diag(self.covariance)[1:] + self.covariance[0, 0] + 2.0 * self.covariance[0, 1:]
        half = Z_95 * np.sqrt(own)
        middle = self.level_mean + self.models.means
        limits = Intervals(sigma(middle - half), sigma(middle + half))
        return sigma(self.level + self.models.values), limits


def fit_item_response(
    matches: PlayedMatches, *, variances: Variances | None = None
) -> ItemResponse:
    """The most likely effects; variances None: learned from the matches.

    Raises CannotFit where there are no matches, or where variances are to be learned from matches
    that all ended the same way.
    """
    _refuse_silence(matches, variances)
    design = _designed(matches)
    given = np.full(4, UNLEARNED_VARIANCE) if variances is None else variances.as_array()
    is_learned = np.array([(num > 0).sum() > 1 for num in matches.num_by_level()])
    learned = learn_variances(design, is_learned & (variances is None), given)
    found, doubt = learned.variances, learned.doubt
    mode = find_mode(design, found)
    posterior = posterior_of(design, found, mode)
    of_models = slice(0, 1 + matches.nums[0])
    turn = _about_the_centre(matches)
    joint = posterior.curvature.kept_covariance[of_models, of_models]
    covariance = turn @ (joint + doubt[of_models] @ doubt[of_models].T) @ turn.T
    modes, means = mode.values.copy(), posterior.means
    spreads = posterior.curvature.variances() + (doubt**2).sum(axis=1)
    modes[of_models], means[of_models] = turn @ modes[of_models], turn @ means[of_models]
    spreads[of_models] = np.diag(covariance)
    models, humans, items, prompts = _effects(matches, design, modes, means, spreads)
    return ItemResponse(
        level=float(modes[0]),
        level_mean=float(means[0]),
        models=models,
        humans=humans,
        items=items,
        prompts=prompts,
        variances=Variances(*(float(variance) for variance in found)),
        groups=linked_models(matches),
        covariance=covariance,
        mean_loss=_mean_loss(design, mode),
        marginal_loss=marginal_loss(design, found, mode),
        num_steps=mode.num_steps,
    )


def _refuse_silence(matches: PlayedMatches, variances: Variances | None) -> None:
    if not len(matches.successes):
        raise CannotFit("there are no finished matches yet: wait for the first")
    if variances is None and np.ptp(matches.successes) == 0:
        raise CannotFit(
            "all matches ended the same way, so that nothing says how much models, people and "
            "items differ: wait for other results, or give the variances"
        )


def _designed(matches: PlayedMatches) -> Design:
    """Models come first and stay, the largest other factor is folded away."""
    factors = [
        Factor(places, num, sign)
        for places, num, sign in zip(matches.places, matches.nums, matches.signs, strict=True)
    ]
    folded = 1 + int(np.argmax(matches.nums[1:]))
    return design_of(matches.successes, matches.weights, factors, folded=folded)


def _about_the_centre(matches: PlayedMatches) -> Floats:
    """[1 + k, 1 + k] moves the mean of theta, of models with data, into the level.

    Where the mean of a few models lies in their prior is next to unknown and of no interest.
    """
    has_data = (matches.num_by_level()[0] > 0).astype(np.float64)
    turn = np.eye(1 + len(has_data))
    turn[0, 1:] = has_data / has_data.sum()
    turn[1:, 1:] -= turn[0, 1:]
    return turn


def _effects(
    matches: PlayedMatches, design: Design, modes: Floats, means: Floats, spreads: Floats
) -> list[Effects]:
    deviations = np.sqrt(np.maximum(spreads, 0.0))  # a single model has no distance, and rounding
    found = []
    for number, num_matches in enumerate(matches.num_by_level(), start=1):
        own = design.factor_of == number
        found.append(Effects(modes[own], means[own], deviations[own], num_matches))
    return found


def _mean_loss(design: Design, mode: Mode) -> float:
    z = design.log_odds(mode.values)
    total = float(design.weights @ (np.logaddexp(0.0, z) - design.scores * z))
    return total / float(design.weights.sum())
