"""From verdicts to the page and the API, as a reader meets them."""

import pytest

pytestmark = pytest.mark.django_db


def test_a_board_without_votes_says_what_to_do(client):
    page = client.get("/leaderboard/").content.decode()
    assert "No votes yet" in page
    assert "Start a battle" in page


def test_votes_become_ranks_on_the_page_and_in_the_api(client, compare, refit, ajax, hector):
    for outcome in ["left"] * 6 + ["right"] * 2 + ["tie", "both_bad"]:
        compare(ajax, hector, outcome)
    refit()
    page = client.get("/leaderboard/").content.decode()
    assert page.index("Ajax") < page.index("Hector")
    assert "<strong>10</strong> votes count" in page
    board = client.get("/api/v1/leaderboards/overall/").json()
    assert board["num_comparisons"] == 10
    assert [row["contestant"]["slug"] for row in board["rows"]] == ["ajax", "hector"]
    assert client.get("/contestants/ajax/").status_code == 200
    assert client.get("/api/v1/leaderboards/overall.csv").status_code == 200
    assert client.get("/api/v1/schema/").status_code == 200
