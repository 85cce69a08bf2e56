"""Reads: what battles, pairing and pages learn from the ranking."""

import pytest
from django.utils import timezone

from ranking import selectors, services
from ranking.selectors import PairRecord

pytestmark = pytest.mark.django_db


def test_before_the_first_board_nothing_is_expected(ajax, hector):
    assert selectors.newest_leaderboard() is None
    assert selectors.expected_share(ajax.pk, hector.pk) is None
    assert selectors.comparison_counts() == {}


def test_the_better_record_gives_the_better_chance(compare, refit, ajax, hector):
    for outcome in ["left"] * 8 + ["right"] * 2:
        compare(ajax, hector, outcome)
    refit()
    share = selectors.expected_share(ajax.pk, hector.pk)
    assert share == pytest.approx(8.5 / 11)
    assert selectors.expected_share(hector.pk, ajax.pk) == pytest.approx(1 - share)


def test_a_contestant_that_came_later_has_no_chance_yet(compare, refit, ajax, hector, request):
    compare(ajax, hector, "left")
    refit()
    paris = request.getfixturevalue("paris")
    assert selectors.expected_share(ajax.pk, paris.pk) is None


def test_a_record_counts_both_ways_of_sitting_and_only_what_counts(compare, ajax, hector, paris):
    compare(ajax, hector, "left")
    compare(hector, ajax, "left")
    compare(hector, ajax, "right")
    compare(ajax, hector, "tie")
    compare(hector, ajax, "both_bad")
    compare(ajax, hector, "left", excluded="captcha")
    compare(ajax, hector, "left", board="coding")
    compare(ajax, paris, "left")
    expected = PairRecord(left=2, right=1, tie=1, both_bad=1)
    assert selectors.pair_record(ajax.pk, hector.pk) == expected
    assert expected.total == 5
    assert selectors.opponent_records(ajax.pk) == {
        hector.pk: expected,
        paris.pk: PairRecord(left=1, right=0, tie=0, both_bad=0),
    }
    assert selectors.opponent_records(hector.pk)[ajax.pk] == PairRecord(1, 2, 1, 1)
    smaller, larger = sorted([ajax.pk, hector.pk])
    assert selectors.comparison_counts()[smaller, larger] == 5


def test_few_votes_leave_wide_intervals(compare, refit, ajax, hector, paris):
    for outcome in ["left", "right"] * 30:
        compare(ajax, hector, outcome)
    rows = selectors.ratings(refit())
    widths = {row.contestant_id: row.rating_high - row.rating_low for row in rows}
    assert widths[ajax.pk] < 200 < 1000 < widths[paris.pk]


def test_every_board_has_its_newest(compare, refit, ajax, hector):
    compare(ajax, hector, "left", board="coding")
    refit("overall")
    refit("coding")
    newest = refit("coding")
    assert selectors.board_slugs() == ["coding", "overall"]
    assert [(row.board, row.pk == newest.pk) for row in selectors.newest_leaderboards()] == [
        ("coding", True),
        ("overall", False),
    ]


def test_whoever_neither_takes_part_nor_is_ranked_is_not_public(
    compare, refit, ajax, hector, paris
):
    compare(ajax, hector, "left")
    refit()
    for contestant in (hector, paris):
        contestant.active = False
        contestant.save()
    assert list(selectors.public_contestants()) == [ajax, hector]


def test_changes_since_a_board_are_votes_and_judgements(compare, refit, ajax, hector):
    first = compare(ajax, hector, "left")
    board = refit()
    today = timezone.now().date()
    assert selectors.num_changed_since(board, today) == 0
    compare(ajax, hector, "right")
    assert selectors.num_changed_since(board, today) == 1
    services.set_aside(first, "moderator")
    assert selectors.num_changed_since(board, today) == 1
    assert selectors.num_changed_since(refit(), today) == 0
