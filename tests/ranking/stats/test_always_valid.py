"""Limits at every moment: right at all looks together, where the usual ones are not."""

import dataclasses

import numpy as np
import pytest

from ranking.stats.always_valid import (
    MIXTURE,
    always_valid_half_widths,
    always_valid_intervals,
)
from ranking.stats.bradley_terry import fit_bradley_terry
from ranking.stats.comparisons import comparisons_of
from ranking.stats.intervals import Z_95, covariances
from ranking.stats.uncertainty import uncertainty


def test_the_width_by_hand():
    """V = m^2: sqrt(2 V * 2 * log(sqrt(2) / 0.05))."""
    width = always_valid_half_widths(np.array([MIXTURE**2]))
    assert width == pytest.approx(MIXTURE * np.sqrt(4 * np.log(np.sqrt(2) / 0.05)))


def test_the_price_of_looking_always_is_one_and_a_half_times_the_width():
    """At standard errors of 5 to 100 points, which is what boards have."""
    errors = np.array([5.0, 20.0, 50.0, 100.0]) * np.log(10) / 400
    ratios = always_valid_half_widths(errors**2) / (Z_95 * errors)
    assert ratios.min() > 1.5
    assert ratios.max() < 2.0


def test_few_comparisons_have_no_limits():
    limits = always_valid_intervals(np.zeros(2), np.ones(2), np.array([9.0, 10.0]))
    assert limits.lows[0] == -np.inf
    assert limits.highs[0] == np.inf
    assert np.isfinite([limits.lows[1], limits.highs[1]]).all()


@pytest.mark.parametrize(("mixture", "alpha"), [(0.0, 0.05), (0.5, 0.0), (0.5, 1.0)])
def test_impossible_settings_are_refused(mixture, alpha):
    with pytest.raises(ValueError, match="between 0 and 1"):
        always_valid_half_widths(np.ones(1), mixture=mixture, alpha=alpha)


def test_without_noise_there_is_no_width():
    assert always_valid_half_widths(np.zeros(1)).tolist() == [0.0]


def test_over_many_looks_the_usual_interval_fails_and_this_one_does_not():
    """100 arenas of four contestants, looked at 20 times while votes grow from 120 to 12,000.

    The difference of the first two is followed. At the last look alone 95 % are right.
    """
    rng = np.random.default_rng(11)
    looks = np.geomspace(120, 12_000, 20).astype(int)
    at_all_looks, at_the_last, always = np.zeros((3, 100), dtype=bool)
    for i in range(100):
        errors, variances = followed(rng, looks)
        right = np.abs(errors) <= Z_95 * np.sqrt(variances)
        at_all_looks[i], at_the_last[i] = right.all(), right[-1]
        always[i] = (np.abs(errors) <= always_valid_half_widths(variances)).all()
    assert at_the_last.mean() > 0.9
    assert at_all_looks.mean() < 0.85
    assert always.mean() >= 0.95


def followed(rng, looks):
    """Error of the first difference and its variance, [looks] each, in one growing arena."""
    truth = np.array([0.6, 0.2, -0.2, -0.6])
    left, right = np.triu_indices(4, 1)
    pair = rng.integers(6, size=looks[-1])
    won = rng.random(looks[-1]) < 1 / (1 + np.exp(truth[right] - truth[left]))[pair]
    every_kind = comparisons_of(
        4, [(a, b, s) for a, b in zip(left, right, strict=True) for s in (0, 1)]
    )
    errors, variances = [], []
    for num in looks:
        counts = np.bincount(2 * pair[:num] + won[:num], minlength=12)
        seen = dataclasses.replace(every_kind, weights=np.maximum(counts, 1e-9))
        values = fit_bradley_terry(seen).values
        spread = covariances(seen, values).sandwich
        errors.append(values[0] - values[1] - 0.4)
        variances.append(spread[0, 0] + spread[1, 1] - 2 * spread[0, 1])
    return np.array(errors), np.array(variances)


def test_a_board_has_wider_limits_for_always_than_for_once():
    rows = comparisons_of(3, [(0, 1, 1), (1, 0, 1), (1, 2, 1), (2, 0, 0)] * 40 + [(2, 0, 1)] * 20)
    values = fit_bradley_terry(rows, prior_weight=1.0).values
    board = uncertainty(rows, values, rng=np.random.default_rng(1), prior_weight=1.0)
    assert (board.always_lows < board.lows).all()
    assert (board.always_highs > board.highs).all()
