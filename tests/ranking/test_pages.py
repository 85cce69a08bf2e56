"""The leaderboard's page and the contestants', as served."""

import re
from decimal import Decimal

import pytest
from django.utils.html import escape

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(compare, refit, ajax, hector, paris):
    for outcome in ["left"] * 12 + ["right"] * 4 + ["tie"] * 2 + ["both_bad"] * 2:
        compare(ajax, hector, outcome)
    compare(ajax, hector, "left", excluded="captcha")
    return refit()


def page(client, address="/leaderboard/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def names(html: str) -> list[str]:
    return re.findall(r'href="/contestants/[\w-]+/">([^<]+)</a>', html)


def test_the_page_says_what_it_counts(client, board):
    html = page(client)
    assert "<strong>20</strong> votes count" in html
    assert "(1 more was set aside)" in html
    assert "<strong>3</strong> contestants" in html
    assert escape(board.method) in html


def test_each_row_has_its_spread_rating_with_margin_and_rates(client, board):
    rating = board.ratings.get(contestant__slug="ajax")
    margin = (rating.rating_high - rating.rating_low) / 2
    html = page(client)
    assert f"{rating.rating:,.0f} ± {margin:,.0f}" in html
    assert "10 %" in html
    assert f">{rating.rank_low}\u2013{rating.rank_high}</td>" in html


def test_the_best_comes_first_and_who_has_no_votes_last(client, board):
    assert names(page(client)) == ["Ajax", "Hector", "Paris"]


def test_the_table_is_one_that_can_be_heard(client, board):
    html = page(client)
    assert html.count('scope="col"') == 7
    assert html.count('scope="row"') == 3
    assert "<caption" in html
    assert 'role="region" aria-labelledby="board-caption" tabindex="0"' in html


def test_nothing_that_the_content_policy_forbids_is_on_the_pages(client, board):
    for address in ("/leaderboard/", "/contestants/ajax/"):
        html = page(client, address)
        assert " style=" not in html
        assert "onclick" not in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("organisation=Troy", ["Hector", "Paris"]),
        ("licence=MIT", ["Ajax"]),
        ("q=HEC", ["Hector"]),
        ("q=troy&licence=Apache-2.0", ["Hector"]),
        ("q=nobody", []),
    ],
)
def test_filters_narrow_the_rows_and_keep_the_ranks(client, board, query, expected):
    html = page(client, f"/leaderboard/?{query}")
    assert names(html) == expected
    assert ("No contestant fits" in html) is (not expected)


def test_a_choice_that_is_not_there_is_answered_in_words(client, board):
    html = page(client, "/leaderboard/?organisation=Sparta")
    assert "Sparta is not one of the available choices" in html
    assert len(names(html)) == 3


def test_what_a_visitor_types_is_not_run(client, board):
    assert "<script>alert" not in page(client, "/leaderboard/?q=<script>alert(1)</script>")


def test_a_board_is_asked_for_in_a_fixed_number_of_queries(
    client, board, django_assert_max_num_queries
):
    with django_assert_max_num_queries(4):
        client.get("/leaderboard/")


def test_a_contestant_shows_its_facts_and_its_record(client, board, ajax):
    ajax.input_usd_per_million_tokens = Decimal("0.1500")
    ajax.output_usd_per_million_tokens = Decimal("10")
    ajax.save()
    html = page(client, "/contestants/ajax/")
    assert "Salamis" in html
    assert "$0.15 / $10.00" in html
    record = re.findall(r'data-label="(\w[\w ]*)">(\d+)</td>', html)
    assert record == [("Won", "12"), ("Lost", "4"), ("Tied", "2"), ("Both bad", "2")]


def test_a_contestant_never_compared_says_so(client, board):
    assert "Not compared with anybody yet" in page(client, "/contestants/paris/")


def test_names_by_which_an_answer_gives_itself_away_are_not_shown(client, board):
    assert "telamon" not in page(client, "/contestants/ajax/").lower()


def test_a_hidden_contestant_has_no_page_and_is_in_no_record(client, compare, board, ajax, paris):
    compare(ajax, paris, "left")
    paris.active = False
    paris.save()
    assert client.get("/contestants/paris/").status_code == 404
    assert "Paris" not in page(client, "/contestants/ajax/")


def test_pages_only_answer_reading(client, board):
    assert client.post("/leaderboard/").status_code == 405
