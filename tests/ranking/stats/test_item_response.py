"""Item response against brute force, simulated matches and what must hold for any of them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from ranking.stats import crossed_effects
from ranking.stats.bradley_terry import CannotFit
from ranking.stats.crossed_design import LEVEL_VARIANCE, Factor, design_of
from ranking.stats.crossed_effects import find_mode
from ranking.stats.item_response import (
    ItemResponse,
    Variances,
    fit_item_response,
)
from ranking.stats.item_response_bootstrap import bootstrap_intervals
from ranking.stats.learned_variances import RATE, marginal_loss, marginal_slope
from ranking.stats.played_matches import NO_LEVEL, PlayedMatches
from tests.ranking.stats.cases import unhurried
from tests.ranking.stats.matches import DEVIATIONS, played, simulated

KNOWN = Variances(*(deviation**2 for deviation in DEVIATIONS))
SMALL = (3, 5, 4, 2)


def all_values(fit: ItemResponse) -> np.ndarray:
    factors = (fit.models, fit.humans, fit.items, fit.prompts)
    return np.concatenate([[fit.level], *(effects.values for effects in factors)])


class BruteForce:
    """The same model as one dense matrix and a general minimiser."""

    def __init__(self, matches: PlayedMatches) -> None:
        self.matches = matches
        n = len(matches.successes)
        columns = [np.ones((n, 1))]
        for places, num, sign in zip(matches.places, matches.nums, matches.signs, strict=True):
            columns.append(sign * np.equal.outer(places, np.arange(num)))
        self.x = np.hstack(columns)

    def precisions(self, variances: np.ndarray) -> np.ndarray:
        spread = np.repeat(variances, self.matches.nums)
        return 1.0 / np.concatenate([[LEVEL_VARIANCE], spread])

    def mode(self, variances: np.ndarray) -> np.ndarray:
        y, w, precisions = self.matches.successes, self.matches.weights, self.precisions(variances)

        def loss(v: np.ndarray) -> float:
            z = self.x @ v
            return w @ (np.logaddexp(0, z) - y * z) + 0.5 * precisions @ v**2

        def slope(v: np.ndarray) -> np.ndarray:
            return self.x.T @ (w * (1 / (1 + np.exp(-self.x @ v)) - y)) + precisions * v

        start = np.zeros(self.x.shape[1])
        found = optimize.minimize(loss, start, jac=slope, method="BFGS", options={"gtol": 1e-10})
        self.loss = found.fun
        return found.x

    def information(self, variances: np.ndarray) -> np.ndarray:
        p = 1 / (1 + np.exp(-self.x @ self.mode(variances)))
        edges = self.matches.weights * p * (1 - p)
        return (self.x.T * edges) @ self.x + np.diag(self.precisions(variances))

    def walk(
        self, variances: np.ndarray, rng: np.random.Generator, *, num_steps: int
    ) -> np.ndarray:
        """[steps, parameters] of a random walk shaped as the posterior is at its mode."""
        y, precisions = self.matches.successes, self.precisions(variances)
        at = self.mode(variances)
        shape = np.linalg.cholesky(np.linalg.inv(self.information(variances)))
        jumps = rng.normal(size=(num_steps, len(at))) @ shape.T * (2.0 / len(at) ** 0.5)
        hurdles = np.log(rng.random(num_steps))

        def height(v: np.ndarray) -> float:
            z = self.x @ v
            return -(np.logaddexp(0, z) - y * z).sum() - 0.5 * precisions @ v**2

        here, path = height(at), np.empty((num_steps, len(at)))
        for step in range(num_steps):
            there = height(at + jumps[step])
            if there - here > hurdles[step]:
                at, here = at + jumps[step], there
            path[step] = at
        return path

    def posterior(self, logs: np.ndarray) -> float:
        """Minus log of what the variances maximise, at logs of standard deviations."""
        variances = np.exp(2 * logs)
        _, bend = np.linalg.slogdet(self.information(variances))
        _, prior = np.linalg.slogdet(np.diag(self.precisions(variances)))
        return self.loss + 0.5 * (bend - prior) - (logs - RATE * np.exp(logs)).sum()


@pytest.mark.parametrize("is_together", [False, True])
def test_values_agree_with_brute_force(is_together):
    matches = simulated(1, num_matches=80, nums=SMALL, is_together=is_together).matches
    fit, brute = fit_item_response(matches, variances=KNOWN), BruteForce(matches)
    turn = np.eye(1 + sum(SMALL))
    turn[0, 1:4] = 1 / 3
    turn[1:4, 1:4] -= 1 / 3  # theta about its mean, which goes into the level
    assert all_values(fit) == pytest.approx(turn @ brute.mode(KNOWN.as_array()), abs=1e-6)


def test_means_and_deviations_agree_with_a_long_walk_through_the_posterior():
    """Metropolis, 40,000 steps: what remains of its own noise is about 0.03."""
    matches = simulated(1, num_matches=60, nums=SMALL).matches
    fit, brute = fit_item_response(matches, variances=KNOWN), BruteForce(matches)
    walked = brute.walk(KNOWN.as_array(), np.random.default_rng(0), num_steps=40_000)
    theta = walked[:, 1:4] - walked[:, 1:4].mean(axis=1, keepdims=True)
    assert fit.models.means == pytest.approx(theta.mean(axis=0), abs=0.06)
    assert fit.models.deviations == pytest.approx(theta.std(axis=0), rel=0.12)
    assert fit.humans.means == pytest.approx(walked[:, 4:9].mean(axis=0), abs=0.08)
    assert fit.humans.deviations == pytest.approx(walked[:, 4:9].std(axis=0), rel=0.12)


def test_learned_variances_agree_with_brute_force():
    matches = simulated(2, num_matches=150, nums=SMALL).matches
    found = fit_item_response(matches).variances.as_array()
    brute = BruteForce(matches)
    best = optimize.minimize(
        brute.posterior, np.full(4, -0.5), method="Nelder-Mead", options={"fatol": 1e-8}
    )
    assert np.sqrt(found) == pytest.approx(np.exp(best.x), abs=5e-3)


def test_two_models_against_everybody_get_the_log_odds_of_their_record():
    """With wide priors and nothing else to explain it: ln(30 / 10) - ln(10 / 30)."""
    rows = [(0, -1, -1, -1, 1.0)] * 30 + [(0, -1, -1, -1, 0.0)] * 10
    rows += [(1, -1, -1, -1, 1.0)] * 10 + [(1, -1, -1, -1, 0.0)] * 30
    fit = fit_item_response(played(rows, (2, 1, 1, 1)), variances=Variances(1e6, 1, 1, 1))
    assert fit.difference(0, 1).value == pytest.approx(2 * np.log(3), abs=1e-4)
    chances, limits = fit.chances()
    assert chances == pytest.approx([0.75, 0.25], abs=1e-4)
    assert limits.lows[0] < 0.75 < limits.highs[0]


def test_limits_hold_the_strengths_about_95_times_in_100():
    """200 boards of 8 models, 60 humans, 30 items and 5 prompts in 400 matches each."""
    inside, apart = [], []
    for seed in range(200):
        case = simulated(seed)
        fit = fit_item_response(case.matches, variances=KNOWN)
        theta = case.effects[0] - case.effects[0].mean()
        inside.append(np.mean((fit.models.lows <= theta) & (theta <= fit.models.highs)))
        gap = fit.difference(0, 1)
        apart.append(gap.low <= theta[0] - theta[1] <= gap.high)
    assert 0.92 <= np.mean(inside) <= 0.98
    assert 0.91 <= np.mean(apart) <= 0.99


def test_many_matches_find_strengths_and_variances_again():
    case = simulated(5, num_matches=8000, nums=(12, 80, 60, 5))
    fit = fit_item_response(case.matches)
    assert np.corrcoef(fit.models.values, case.effects[0])[0, 1] > 0.97
    assert np.corrcoef(fit.humans.values, case.effects[1])[0, 1] > 0.9
    assert np.corrcoef(fit.items.values, case.effects[2])[0, 1] > 0.9
    drawn = [np.mean(effect**2) for effect in case.effects[:3]]
    assert fit.variances.as_array()[:3] == pytest.approx(drawn, rel=0.35)


@unhurried
@given(st.integers(0, 1000))
def test_neither_numbering_nor_order_changes_anything(seed):
    matches = simulated(seed, num_matches=60, nums=SMALL).matches
    rng = np.random.default_rng(seed)
    order = rng.permutation(60)
    numbers = [rng.permutation(num) for num in SMALL]
    moved = [number[places[order]] for number, places in zip(numbers, matches.places, strict=True)]
    other = replace(
        matches,
        models=moved[0],
        humans=moved[1],
        items=moved[2],
        prompts=moved[3],
        successes=matches.successes[order],
    )
    fit, again = (fit_item_response(one, variances=KNOWN) for one in (matches, other))
    assert again.models.values[numbers[0]] == pytest.approx(fit.models.values, abs=1e-9)
    assert again.humans.lows[numbers[1]] == pytest.approx(fit.humans.lows, abs=1e-9)
    assert again.items.values[numbers[2]] == pytest.approx(fit.items.values, abs=1e-9)


@unhurried
@given(st.integers(0, 1000), st.booleans())
def test_one_more_success_makes_the_next_one_likelier(seed, is_together):
    matches = simulated(seed, num_matches=60, nums=SMALL, is_together=is_together).matches
    before = fit_item_response(matches, variances=KNOWN)
    more = replace(
        matches,
        **{
            name: np.append(getattr(matches, name), 0)
            for name in ("models", "humans", "items", "prompts")
        },
        successes=np.append(matches.successes, 1.0),
        weights=np.append(matches.weights, 1.0),
    )
    after = fit_item_response(more, variances=KNOWN)

    def log_odds(fit: ItemResponse) -> float:
        factors = (fit.models, fit.humans, fit.items, fit.prompts)
        signed = [s * e.values[0] for s, e in zip(matches.signs, factors, strict=True)]
        return fit.level + sum(signed)

    assert log_odds(after) > log_odds(before)


@pytest.mark.parametrize(("is_together", "human"), [(False, -1), (True, 1)])
def test_a_success_moves_each_part_as_it_should(is_together, human):
    """The model rises, the item is easier, and the human is weaker against it or a better help."""
    matches = simulated(3, num_matches=200, is_together=is_together).matches
    weights = matches.weights.copy()
    chosen = int(np.flatnonzero(matches.successes)[0])
    weights[chosen] += 1
    before = fit_item_response(matches, variances=KNOWN)
    after = fit_item_response(replace(matches, weights=weights), variances=KNOWN)
    model, holder, item, prompt = (places[chosen] for places in matches.places)
    assert after.models.values[model] > before.models.values[model]
    assert (after.humans.values[holder] - before.humans.values[holder]) * human > 0
    assert after.items.values[item] < before.items.values[item]
    assert after.prompts.values[prompt] > before.prompts.values[prompt]


@pytest.mark.parametrize("is_together", [False, True])
def test_a_model_that_always_succeeds_ranks_first_played_together_or_against(is_together):
    case = simulated(4, num_matches=300, is_together=is_together).matches
    successes = np.where(case.models == 2, 1.0, case.successes)
    successes = np.where(case.models == 5, 0.0, successes)
    theta = fit_item_response(replace(case, successes=successes)).models.values
    assert (int(theta.argmax()), int(theta.argmin())) == (2, 5)


@pytest.mark.parametrize(("is_together", "best"), [(False, 1), (True, 0)])
def test_an_able_human_helps_together_and_hinders_against(is_together, best):
    """The model succeeds with human 0 and fails with human 1."""
    rows = [(0, 0, 0, 0, 1.0)] * 9 + [(0, 0, 0, 0, 0.0)] + [(0, 1, 0, 0, 0.0)] * 9
    rows += [(0, 1, 0, 0, 1.0)]
    alpha = fit_item_response(played(rows, (1, 2, 1, 1), is_together=is_together)).humans.values
    assert int(alpha.argmax()) == best


def test_an_easy_opponent_makes_nobody_strong():
    """Both win 15 of 20; model 0 against a human who beats others, model 1 against one who does
    not."""
    rows = [(0, 0, 0, 0, 1.0)] * 15 + [(0, 0, 0, 0, 0.0)] * 5
    rows += [(1, 1, 0, 0, 1.0)] * 15 + [(1, 1, 0, 0, 0.0)] * 5
    rows += [(2, 0, 0, 0, 0.0)] * 18 + [(2, 0, 0, 0, 1.0)] * 2
    rows += [(2, 1, 0, 0, 1.0)] * 18 + [(2, 1, 0, 0, 0.0)] * 2
    fit = fit_item_response(played(rows, (3, 2, 1, 1)), variances=Variances(1, 1, 1, 1))
    assert fit.difference(0, 1).low > 0


def test_a_level_without_data_says_what_its_prior_says():
    matches = simulated(6, num_matches=60, nums=SMALL).matches
    wider = replace(matches, nums=(4, 6, 4, 2))
    fit, plain = (fit_item_response(one, variances=KNOWN) for one in (wider, matches))
    assert list(fit.models.has_data) == [True, True, True, False]
    assert fit.humans.values[5] == 0
    assert fit.humans.highs[5] == pytest.approx(1.959964 * 0.8)
    assert fit.models.deviations[3] > 0.8
    assert fit.models.values[:3] == pytest.approx(plain.models.values, abs=1e-9)
    learned, also = fit_item_response(wider).variances, fit_item_response(matches).variances
    assert learned.as_array() == pytest.approx(also.as_array(), rel=1e-3)


def test_models_that_share_no_human_and_no_item_are_said_to_be_apart():
    rows = [(0, 0, 0, 0, 1.0), (1, 0, 1, 0, 0.0), (2, 1, 2, 0, 1.0), (3, 1, 3, 0, 0.0)]
    fit = fit_item_response(played(rows, (5, 2, 4, 1)), variances=KNOWN)
    assert list(fit.groups) == [0, 0, 1, 1, 2]
    joined = fit_item_response(played([*rows, (2, 1, 0, 0, 1.0)], (5, 2, 4, 1)), variances=KNOWN)
    assert list(joined.groups) == [0, 0, 0, 0, 1]


def test_a_weight_stands_for_equal_matches():
    rows = [(0, 0, 0, 0, 1.0), (1, 0, 0, 0, 0.0), (1, 1, 0, 0, 1.0)]
    once = played(rows, (2, 2, 1, 1))
    tripled = replace(once, weights=np.full(3, 3.0))
    fits = [
        fit_item_response(one, variances=KNOWN) for one in (tripled, played(rows * 3, once.nums))
    ]
    assert all_values(fits[0]) == pytest.approx(all_values(fits[1]), abs=1e-9)
    assert list(fits[0].models.num_matches) == [3, 6]


def test_boards_made_after_the_fits_image_confirm_its_limits():
    matches = simulated(7).matches
    fit = fit_item_response(matches, variances=KNOWN)
    limits = bootstrap_intervals(
        matches, fit, rng=np.random.default_rng(0), num_samples=60, learns=False
    )
    ratios = (limits.highs - limits.lows) / (fit.models.highs - fit.models.lows)
    assert ratios == pytest.approx(np.full(8, 1.0), abs=0.15)
    assert (limits.lows + limits.highs) / 2 == pytest.approx(fit.models.means)


def test_learned_variances_make_limits_wider_than_the_same_variances_given():
    matches = simulated(8).matches
    learned = fit_item_response(matches)
    given = fit_item_response(matches, variances=learned.variances)
    assert learned.models.values == pytest.approx(given.models.values, abs=1e-6)
    assert (learned.models.deviations > given.models.deviations).all()
    limits = bootstrap_intervals(matches, learned, rng=np.random.default_rng(0), num_samples=5)
    assert (limits.lows < limits.highs).all()


def test_the_slope_of_the_marginal_loss_agrees_with_differences():
    matches = simulated(9, num_matches=60, nums=SMALL).matches
    factors = [
        Factor(p, k, s) for p, k, s in zip(matches.places, SMALL, matches.signs, strict=True)
    ]
    design = design_of(matches.successes, matches.weights, factors, folded=1)

    def loss(logs: np.ndarray) -> float:
        variances = np.exp(2 * logs)
        return marginal_loss(design, variances, find_mode(design, variances))

    logs, h = np.array([-0.3, 0.2, -0.5, -1.0]), 1e-5
    slope = marginal_slope(design, np.exp(2 * logs), find_mode(design, np.exp(2 * logs)))
    by_differences = [(loss(logs + e) - loss(logs - e)) / (2 * h) for e in h * np.eye(4)]
    assert slope == pytest.approx(by_differences, abs=1e-5)


def test_spreads_are_those_of_the_whole_inverse(monkeypatch):
    """Also of rows without a human, and where the folded levels do not fit into one chunk."""
    monkeypatch.setattr(crossed_effects, "ROWS_AT_ONCE", 7)
    matches = simulated(4, num_matches=150, nums=(3, 20, 6, 2)).matches
    humans = np.where(np.arange(150) % 5 == 0, NO_LEVEL, matches.humans)
    columns = zip(
        (matches.models, humans, matches.items), (3, 20, 6), (1.0, -1.0, -1.0), strict=True
    )
    factors = [Factor(*column) for column in columns]
    design = design_of(matches.successes, matches.weights, factors, folded=1)
    variances = np.array([0.6, 0.6, 0.6])
    mode = find_mode(design, variances)
    x = np.hstack([design.kept.toarray(), design.folded.toarray()])
    shares = 1 / (1 + np.exp(-design.log_odds(mode.values)))
    bend = (x.T * (matches.weights * shares * (1 - shares))) @ x
    whole = np.linalg.inv(bend + np.diag(design.precisions(variances)))
    found = mode.curvature.spreads(design)
    assert found.parameters == pytest.approx(np.diag(whole))
    assert found.rows == pytest.approx(np.einsum("nv,vw,nw->n", x, whole, x))
    assert mode.curvature.variances() == pytest.approx(found.parameters)


def test_what_cannot_be_fitted_is_refused_in_words():
    with pytest.raises(CannotFit, match="no finished matches yet"):
        fit_item_response(played([], (2, 2, 1, 1)))
    same = played([(0, 0, 0, 0, 1.0), (1, 1, 0, 0, 1.0)], (2, 2, 1, 1))
    with pytest.raises(CannotFit, match="all matches ended the same way"):
        fit_item_response(same)
    assert np.isfinite(fit_item_response(same, variances=KNOWN).models.values).all()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ((2, 0, 0, 0, 1.0), "from 0 to 1"),
        ((0, -2, 0, 0, 1.0), "from 0 to 1"),
        ((NO_LEVEL, 0, 0, 0, 1.0), "each match has a model"),
        ((0, 0, 0, 0, 2.0), "a success is"),
    ],
)
def test_rows_that_cannot_be_are_refused(row, words):
    with pytest.raises(ValueError, match=words):
        played([row], (2, 2, 1, 1))


def test_a_variance_of_nothing_is_refused():
    with pytest.raises(ValueError, match="more than 0"):
        Variances(0, 1, 1, 1)
