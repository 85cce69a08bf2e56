"""Pages of the boards: who is ranked, who is not yet, what is hard, what was set aside."""

import re
from datetime import date, timedelta

import pytest

from games.analysis.shares import share_of
from games.pages.standings import board_page
from games.rules import GAMES
from games.words import bank
from tests.arena.scene import add_contestant
from tests.games import crowd
from tests.games.crowd import WORDS, play_many
from tests.games.table import begin

pytestmark = pytest.mark.django_db
AKINATOR = GAMES["akinator"].modes[0]
TODAY = date(2026, 3, 14)


@pytest.fixture
def page():
    models = {slug: add_contestant(slug) for slug in ("strong", "weak", "new")}
    play_many({models["strong"]: (0.7, 60), models["weak"]: (0.3, 60), models["new"]: (0.5, 5)})
    return board_page("akinator", AKINATOR, TODAY)


def text_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_model_is_ranked_from_thirty_matches_on(page):
    assert [(one.slug, one.rank) for one in page.ranked] == [("strong", 1), ("weak", 2)]
    assert [(one.slug, one.rank, one.num_matches) for one in page.waiting] == [("new", None, 5)]


def test_a_share_is_that_of_the_matches_with_wilsons_limits(page):
    row = next(row for row in page.fitted.rows if row["slug"] == "weak")
    assert page.ranked[1].share == share_of(row["num_successes"], 60)


def test_items_are_listed_from_the_hardest_and_the_easiest_end(page):
    assert {one.slug for one in page.hardest + page.easiest} == set(WORDS)
    chances = [one.chance for one in page.hardest + page.easiest[::-1]]
    assert chances == sorted(chances)
    for row in page.fitted.items:
        assert row["low"] < row["chance"] < row["high"]
        assert row["difficulty_low"] < row["difficulty"] < row["difficulty_high"]


def test_an_item_that_was_not_reviewed_is_not_listed(page, monkeypatch):
    left = tuple(item for item in bank.items("object") if item.id in WORDS and item.id != "dog")
    monkeypatch.setattr(bank, "items", lambda kind: left)
    listed = board_page("akinator", AKINATOR, TODAY)
    assert "dog" not in {one.slug for one in listed.hardest + listed.easiest}


@pytest.mark.parametrize("days_ago", [0, 1])
def test_the_word_of_a_day_is_listed_once_the_day_is_over(model, monkeypatch, days_ago):
    day = TODAY - timedelta(days=days_ago)
    begin(model, item_key="anchor").players.filter(kind="human").update(day=day)
    monkeypatch.setitem(crowd.WORDS, f"day:{day}", 0.5)
    play_many({add_contestant("strong"): (0.5, 60)})
    page = board_page("akinator", AKINATOR, TODAY)
    assert ("anchor" in {one.label for one in page.hardest + page.easiest}) == (days_ago > 0)


def test_a_page_says_what_was_set_aside_and_nothing_of_people(client):
    play_many({add_contestant("strong"): (0.7, 40)}, excluded=3)
    text = text_of(client, "/games/boards/akinator/classic/")
    assert "40 matches count" in text
    assert "3 were set aside: the answers came faster than anybody thinks" in text
    assert "human 1" not in text


def test_the_overview_leads_to_every_board_that_can_be_rated(client, page):
    answer = client.get("/games/boards/").content.decode()
    rated = [
        (game.key, mode.key) for game in GAMES.values() for mode in game.modes if mode.is_rated
    ]
    for game, mode in rated:
        assert f"/games/boards/{game}/{mode}/" in answer
        assert client.get(f"/games/boards/{game}/{mode}/").status_code == 200
    assert "own-word" not in answer
    assert "Strong" in text_of(client, "/games/boards/")


@pytest.mark.parametrize("place", ["chess/classic", "akinator/blitz", "akinator/own-word"])
def test_a_board_that_there_is_not_is_not_found(client, place):
    assert client.get(f"/games/boards/{place}/").status_code == 404


def test_a_draw_is_half_a_success_with_wilsons_limits():
    share = share_of(2.5, 10)
    assert share.value == 0.25
    assert (share.low, share.high) == pytest.approx((0.0809, 0.5578), abs=1e-4)
