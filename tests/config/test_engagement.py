"""The page of engagement and its data: chat beside each game, beside what GameArena published."""

import pytest
from django.utils import timezone

from config.engagement import published
from config.engagement.gathering import engagement
from games.pages.names import NAMES
from lib.survey.services import answer_survey
from tests.arena.scene import add_contestant
from tests.games.table import begin
from tests.games.test_engagement import abandoned
from tests.games.test_results import play

pytestmark = pytest.mark.django_db


@pytest.fixture
def oracle(db, settings):
    """A model that plays by script."""
    settings.SCRIPTED_ROUTES = True
    return add_contestant("oracle")


@pytest.fixture
def answered(db):
    """Four answers about the chat, two about games."""
    marks = [("chat", "5"), ("chat", "1"), ("chat", "2"), ("chat", "3")]
    marks += [("akinator", "4"), ("taboo", "5")]
    for number, (place, mark) in enumerate(marks):
        answer_survey(
            place=place,
            subject=f"{place}:{number}",
            visitor_hash="a",
            marks=dict.fromkeys(("like", "satisfied", "often"), mark),
            now=timezone.now(),
        )


def places(client, query: str = "") -> dict[str, dict]:
    answer = client.get(f"/api/v1/engagement/{query}")
    assert answer.status_code == 200, answer.content
    return {place["place"]: place for place in answer.json()["places"]}


def test_chat_all_games_and_each_game_stand_side_by_side(client, answered):
    found = places(client)

    assert list(found) == ["chat", "games", *NAMES]
    like = {name: place["survey"]["like"] for name, place in found.items()}
    assert (like["chat"]["value"], like["chat"]["num_trials"]) == (0.25, 4)
    assert (like["games"]["value"], like["games"]["num_trials"]) == (1.0, 2)
    assert like["chat"]["low"] == pytest.approx(0.0456, abs=1e-3)  # Wilson, 1 of 4
    assert like["bluffing"]["value"] is None


def test_games_are_compared_with_chat(answered):
    like = engagement(30, timezone.now()).comparisons[0]

    assert like.question == "like"
    assert like.difference.value == 0.75
    assert like.difference.low == pytest.approx(-0.0465, abs=1e-4)  # Newcombe's method 10


def test_matches_are_counted_with_both_kinds_of_completion(client, oracle):
    play(oracle)
    abandoned(begin(oracle))

    akinator = places(client)["akinator"]

    assert akinator["funnel"]["num_started"] == 2
    assert akinator["completion"]["of_started"]["value"] == 0.5
    assert akinator["completion"]["of_moved"]["value"] == 1.0
    assert akinator["useful"]["value"] == 0.5
    assert akinator["median_turns"] == 1.5
    assert places(client)["games"]["funnel"] == akinator["funnel"]


def test_the_papers_bars_stand_beside(client):
    found = places(client)

    assert found["games"]["published"] == {"like": 72, "satisfied": 84, "often": 57}
    assert found["connect-four"]["published"] == {}
    assert published.SURVEY_PERCENT["chat"]["satisfied"] == 38
    page = client.get("/engagement/").content.decode()
    assert "84 %" in page
    assert "GameArena" in page


def test_days_are_chosen(client, answered):
    assert places(client, "?days=7")["chat"]["survey"]["like"]["num_trials"] == 4
    assert (
        'href="?days=7" aria-current="true"' in client.get("/engagement/?days=7").content.decode()
    )


@pytest.mark.parametrize("days", ["0", "-1", "many", "1e3", "99999", "²"])
def test_what_is_no_number_of_days_is_refused_with_what_would_do(client, days):
    refused = client.get("/api/v1/engagement/", {"days": days})
    assert (refused.status_code, "whole number from 1" in refused.json()["detail"]) == (400, True)
    page = client.get("/engagement/", {"days": days})
    assert page.status_code == 400
    assert "whole number from 1" in page.content.decode()


def test_staff_alone_are_told_of_models_that_never_finish(client, admin_client, oracle):
    for _ in range(10):
        abandoned(begin(oracle))
    told = admin_client.get("/engagement/").content.decode()
    assert f"/contestants/{oracle.slug}/" in told
    admin_client.logout()
    assert oracle.slug not in client.get("/engagement/").content.decode()
