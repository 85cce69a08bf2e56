"""The recipe: from counts to standings, without a database."""

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.lens import BRADLEY_TERRY, PLAIN, WINDOWS, Lens
from ranking.method import Evidence, chance
from ranking.methods import METHODS, lenses
from ranking.refit import Standings, is_due, points, refit
from ranking.stats.counts import PairCounts, add_up
from tests.ranking.stats.cases import unhurried

SIDES = st.lists(st.integers(0, 4), min_size=2, max_size=2, unique=True)
COLUMNS = st.lists(st.integers(0, 9), min_size=4, max_size=4)
PLAIN_METHOD = METHODS[BRADLEY_TERRY]


def counts_of(num_contestants: int, rows: list[tuple[list[int], list[int]]]) -> PairCounts:
    """From ([first, second], [first won, second won, tied, both bad])."""
    pairs = np.array([pair for pair, _ in rows], dtype=np.int64).reshape(-1, 2)
    columns = np.array([column for _, column in rows], dtype=np.float64).reshape(-1, 4).T
    return add_up(num_contestants, pairs, *columns)


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def standings_of(num_contestants: int, rows: list[tuple[list[int], list[int]]]) -> Standings:
    counts = counts_of(num_contestants, rows)
    return refit(list(range(num_contestants)), Evidence(counts), PLAIN_METHOD, rng=rng())


def test_a_board_worked_by_hand():
    """8.5 points of 11 between two, the virtual tie among them: 1,000 +- 200 log10(8.5 / 2.5)."""
    standings = refit(
        [7, 3], Evidence(counts_of(2, [([0, 1], [7, 1, 1, 1])])), PLAIN_METHOD, rng=rng()
    )
    first, second = standings.rows
    assert (first.contestant_id, second.contestant_id) == (7, 3)
    assert first.rating == pytest.approx(1000 + 200 * math.log10(8.5 / 2.5))
    assert first.rating + second.rating == pytest.approx(2000)
    assert (first.num_comparisons, first.num_both_bad) == (10, 1)
    assert (first.rank_low, second.rank_high) == (1, 2)


def test_what_was_set_aside_is_told_with_the_board():
    tally = {"captcha": 2, "leak": 1}
    standings = refit([1], Evidence(counts_of(1, [])), PLAIN_METHOD, tally, rng=rng())
    assert standings.num_excluded == tally
    assert standings.num_comparisons == 0


def test_without_votes_everybody_stands_level_and_unsure():
    standings = standings_of(3, [])
    assert {row.rating for row in standings.rows} == {1000.0}
    assert all((row.rank_low, row.rank_high) == (1, 3) for row in standings.rows)
    assert all(row.rating_high - row.rating_low > 800 for row in standings.rows)
    assert not standings.connected


@pytest.mark.parametrize("num_contestants", [0, 1])
def test_a_board_of_nobody_or_one_is_no_error(num_contestants):
    assert len(standings_of(num_contestants, []).rows) == num_contestants


def test_there_is_one_name_for_each_place():
    with pytest.raises(ValueError, match="one contestant's id for each place"):
        refit([1], Evidence(counts_of(2, [])), PLAIN_METHOD, rng=rng())


def test_a_method_names_its_version_and_says_what_it_does():
    assert standings_of(0, []).method == PLAIN_METHOD.full_name
    for key, method in METHODS.items():
        assert method.key == key
        assert method.full_name.startswith(f"{method.name} {method.version}: ")
        assert len(method.full_name) <= 200


def test_the_first_method_sees_all_windows_and_the_others_all_time():
    seen = lenses(has_rows=True, has_windows=True)
    assert seen[0] == PLAIN
    assert len(set(seen)) == len(seen)
    assert {lens.window for lens in seen if lens.method_key == BRADLEY_TERRY} == set(WINDOWS)
    assert {lens.window for lens in seen if lens.method_key != BRADLEY_TERRY} <= {"all-time"}
    assert {lens.method_key for lens in seen} == set(METHODS)
    imported = lenses(has_rows=False, has_windows=False)
    assert {lens.window for lens in imported} == {"all-time"}
    from_counts = {lens.method_key for lens in imported}
    assert from_counts == {key for key, method in METHODS.items() if not method.needs_rows}


def test_a_window_ends_today_and_has_its_number_of_days():
    assert Lens(window="7-days").first_day(date(2026, 3, 7)) == date(2026, 3, 1)
    assert PLAIN.first_day(date(2026, 3, 7)) is None


@unhurried
@given(st.lists(st.tuples(SIDES, COLUMNS), max_size=20))
def test_every_board_is_whole_and_sober(rows):
    standings = standings_of(5, rows)
    total = sum(sum(columns) for _, columns in rows)
    assert standings.num_comparisons == total
    assert sum(row.num_comparisons for row in standings.rows) == 2 * total
    for row in standings.rows:
        assert row.rating_low < row.rating < row.rating_high
        assert 1 <= row.rank_low <= row.rank_high <= len(standings.rows)
    ratings = [row.rating for row in standings.rows]
    assert ratings == sorted(ratings, reverse=True)


def test_four_hundred_points_are_odds_of_ten_to_one():
    tenfold = 2.302585092994046
    assert points(tenfold) - points(0.0) == pytest.approx(400)
    assert chance(tenfold, 0.0) == pytest.approx(10 / 11)


@pytest.mark.parametrize(
    ("num_changed", "age_seconds", "due"),
    [
        (0, None, True),
        (0, 9999, False),
        (1, 59, False),
        (1, 60, True),
        (19, 1, False),
        (20, 1, True),
    ],
)
def test_a_refit_is_due_by_votes_or_by_age(num_changed, age_seconds, due):
    assert due is is_due(
        num_changed=num_changed, age_seconds=age_seconds, num_at_once=20, max_age_seconds=60
    )
