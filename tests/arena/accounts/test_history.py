"""The history: one's own battles, and no names before a vote."""

import pytest
from django.urls import reverse
from django.utils import timezone

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    def page(**query):
        return client.get(reverse("arena:history"), query).context

    return page


@pytest.fixture
def visitor_key(client, page) -> str:
    page()
    return client.session["visitor_key"]


def test_a_blind_battle_without_a_vote_has_no_names(page, visitor_key, make_battle):
    make_battle(visitor_key=visitor_key)
    (row,) = page()["battles"]
    assert row.names is None
    assert row.verdict == ""


def test_a_broken_blind_battle_has_no_names(page, visitor_key, make_battle):
    make_battle(visitor_key=visitor_key, status="broken")
    assert page()["battles"][0].names is None


def test_a_voted_battle_has_names_and_a_verdict(page, visitor_key, make_battle):
    make_battle(visitor_key=visitor_key, vote="a")
    (row,) = page()["battles"]
    assert row.names == {"a": "Ada the first", "b": "Babbage engine"}
    assert row.verdict == "A is better"


def test_named_battles_and_direct_chats_have_names_from_the_start(page, visitor_key, make_battle):
    make_battle(visitor_key=visitor_key, mode="named")
    make_battle(visitor_key=visitor_key, mode="direct", right=None)
    direct, named = page()["battles"]
    assert direct.names == {"a": "Ada the first"}
    assert named.names == {"a": "Ada the first", "b": "Babbage engine"}


def test_other_peoples_battles_are_not_listed(page, visitor_key, make_battle, bob):
    make_battle()
    make_battle(user=bob)
    assert page()["battles"] == []


def test_an_account_sees_its_battles_from_every_browser(client, page, make_battle, alice):
    make_battle(user=alice, visitor_key="another browser")
    client.force_login(alice)
    assert len(page()["battles"]) == 1


def test_the_history_can_be_searched_by_prompt(page, visitor_key, make_battle):
    make_battle("Why is the sky blue?", visitor_key=visitor_key)
    make_battle("Wie heißt die Göttin der Zwietracht?", visitor_key=visitor_key)
    assert [row.prompt for row in page(q="SKY")["battles"]] == ["Why is the sky blue?"]
    assert len(page(q="Göttin")["battles"]) == 1
    assert page(q="nothing of this")["battles"] == []


def test_the_history_has_pages_newest_first(page, visitor_key, make_battle):
    for number in range(23):
        make_battle(f"Prompt {number}", visitor_key=visitor_key, created_at=timezone.now())
    assert page()["battles"][0].prompt == "Prompt 22"
    assert page()["page_obj"].has_next()
    assert [row.prompt for row in page(page=2)["battles"]] == ["Prompt 2", "Prompt 1", "Prompt 0"]


def test_a_long_history_costs_no_more_queries_than_a_short_one(
    page, visitor_key, make_battle, django_assert_max_num_queries
):
    for _ in range(10):
        make_battle(visitor_key=visitor_key, vote="tie")
    with django_assert_max_num_queries(8):
        page()


def test_a_long_prompt_is_cut(page, visitor_key, make_battle):
    make_battle("long " * 100, visitor_key=visitor_key)
    assert len(page()["battles"][0].prompt) == 161
