"""The recipe: from records to standings, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.refit import Record, chance, is_due, points, refit
from tests.ranking.stats.cases import unhurried

OUTCOMES = st.sampled_from(["left", "right", "tie", "both_bad"])
SIDES = st.lists(st.integers(1, 5), min_size=2, max_size=2, unique=True)
REASONS = st.sampled_from(["", "", "", "identity_leak", "captcha"])


@st.composite
def records(draw: st.DrawFn) -> list[Record]:
    rows = draw(st.lists(st.tuples(SIDES, OUTCOMES, REASONS), max_size=30))
    return [
        Record(sides[0], sides[1], outcome, f"voter {i}", excluded)
        for i, (sides, outcome, excluded) in enumerate(rows)
    ]


def test_a_board_worked_by_hand():
    """8 points of 10 between two, no prior: 1,000 +- 400 log10(8 / 2) / 2."""
    votes = [Record(1, 2, "left", "v", "")] * 7 + [Record(2, 1, "left", "v", "")]
    votes += [Record(1, 2, "tie", "v", ""), Record(2, 1, "both_bad", "v", "")]
    standings = refit(votes, [1, 2], prior_weight=0)
    first, second = standings.rows
    assert (first.contestant_id, second.contestant_id) == (1, 2)
    assert first.rating == pytest.approx(1000 + 200 * 0.60206, abs=0.01)
    assert first.rating + second.rating == pytest.approx(2000)
    assert (first.num_comparisons, first.num_both_bad) == (10, 1)
    assert (first.rank_low, second.rank_high) == (1, 2)


def test_what_was_set_aside_is_counted_by_reason_and_changes_nothing_else():
    votes = [Record(1, 2, "left", "v", ""), Record(2, 3, "tie", "w", "")]
    aside = [Record(1, 2, "right", "x", "captcha")] * 2 + [Record(1, 2, "right", "y", "leak")]
    standings = refit(votes + aside, [1, 2, 3])
    assert standings.num_excluded == {"captcha": 2, "leak": 1}
    assert standings.num_comparisons == 2
    assert standings.rows == refit(votes, [1, 2, 3]).rows


def test_without_votes_everybody_stands_level_and_unsure():
    standings = refit([], [1, 2, 3])
    assert {row.rating for row in standings.rows} == {1000.0}
    assert all((row.rank_low, row.rank_high) == (1, 3) for row in standings.rows)
    assert all(row.rating_high - row.rating_low > 800 for row in standings.rows)
    assert not standings.connected


@pytest.mark.parametrize("contestant_ids", [[], [7]])
def test_a_board_of_nobody_or_one_is_no_error(contestant_ids):
    assert len(refit([], contestant_ids).rows) == len(contestant_ids)


def test_whoever_was_met_is_on_the_board_even_if_it_no_longer_takes_part():
    standings = refit([Record(1, 9, "left", "v", "")], [1, 2])
    assert sorted(row.contestant_id for row in standings.rows) == [1, 2, 9]


def test_the_method_names_its_version_and_its_prior():
    assert refit([], [], prior_weight=0.5).method.startswith("Bradley-Terry 1: ")
    assert "0.5 virtual tie" in refit([], [], prior_weight=0.5).method
    assert len(refit([], [], prior_weight=0.125).method) <= 80


@unhurried
@given(records())
def test_every_board_is_whole_and_sober(votes):
    standings = refit(votes, [1, 2, 3])
    counted = [vote for vote in votes if not vote.excluded]
    assert standings.num_comparisons == len(counted)
    assert standings.num_comparisons + sum(standings.num_excluded.values()) == len(votes)
    assert sum(row.num_comparisons for row in standings.rows) == 2 * len(counted)
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
