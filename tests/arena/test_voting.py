"""One vote a battle, and all that it leaves behind."""

import threading

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from arena.models import Battle, Vote
from ranking.categories import RULES_VERSION
from ranking.models import Comparison
from tests.arena.scene import ANSWER, add_contestant, answered, start, vote
from tests.conftest import PASSWORD

pytestmark = [
    pytest.mark.redis,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("scripted_arena"),
]


@pytest.fixture
def pair():
    return [add_contestant("ajax"), add_contestant("hektor")]


@pytest.fixture
def voter(client):
    client.force_login(get_user_model().objects.create_user("carol@example.org", PASSWORD))
    return client


def test_a_vote_reveals_the_names_and_leaves_a_comparison(voter, pair):
    battle = answered(voter, prompt="Which walls are the highest?")

    answer = vote(voter, battle, "b")

    assert answer.status_code == 200
    assert "Ajax" in answer.json()["html"]
    assert "Hektor" in answer.json()["html"]
    battle.refresh_from_db()
    comparison = Comparison.objects.get()
    assert battle.status == Battle.Status.VOTED
    assert comparison.source == f"battle:{battle.pk}"
    assert comparison.outcome == "right"
    assert (comparison.left, comparison.right) == (battle.left, battle.right)
    assert comparison.excluded == ""
    assert comparison.propensity == 1.0
    assert comparison.language == "en"
    assert comparison.captcha == "passed"
    assert comparison.reading_seconds >= 0
    assert comparison.left_style["characters"] == len(ANSWER)
    assert len(comparison.voter_key) == len(comparison.prompt_key) == 32


def test_a_vote_knows_what_kind_of_question_it_was_about(voter, pair):
    battle = answered(voter, prompt="Write a Python function that adds two numbers, please")

    vote(voter, battle, "a")

    labels = Comparison.objects.get().labels.all()
    assert {label.category for label in labels} == {"coding", "english", "no-refusal"}
    assert {label.labeller for label in labels} == {RULES_VERSION}


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [("a", "left"), ("b", "right"), ("tie", "tie"), ("both_bad", "both_bad")],
)
def test_each_verdict_becomes_its_outcome(voter, pair, verdict, outcome):
    vote(voter, answered(voter), verdict)

    assert Comparison.objects.get().outcome == outcome


def test_a_second_vote_on_a_battle_is_refused(voter, pair):
    battle = answered(voter)
    vote(voter, battle, "a")

    again = vote(voter, battle, "b")

    assert again.status_code == 409
    assert Vote.objects.get().verdict == "a"


def test_the_same_key_gives_the_first_answer_again(voter, pair):
    battle = answered(voter)
    first = vote(voter, battle, "a", key="k1")

    again = vote(voter, battle, "b", key="k1")

    assert again.status_code == 200
    assert again.json()["html"].count("Ajax") == first.json()["html"].count("Ajax")
    assert Vote.objects.get().verdict == "a"


def test_fifty_votes_at_once_leave_one(voter, pair):
    battle = answered(voter)
    statuses, start_line = [], threading.Barrier(50)

    def cast():
        client = Client()
        client.cookies = voter.cookies
        start_line.wait()
        statuses.append(vote(client, battle, "a").status_code)
        connection.close()

    threads = [threading.Thread(target=cast) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [200] + [409] * 49
    assert Vote.objects.count() == Comparison.objects.count() == 1


def test_voting_needs_a_login_and_the_battle_is_kept(client, pair):
    battle = answered(client)

    refused = vote(client, battle)

    assert refused.status_code == 401
    assert f"next=%2Fbattles%2F{battle.pk}%2F" in refused.json()["error"]["url"]
    user = get_user_model().objects.create_user("dora@example.org", PASSWORD)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert vote(client, battle).status_code == 200


def test_voting_may_be_open_to_all(client, pair, settings):
    settings.VOTING = "anonymous"

    assert vote(client, answered(client)).status_code == 200
    assert Comparison.objects.get().excluded == ""


def test_no_vote_before_both_have_finished(voter, pair):
    battle = start(voter)

    refused = vote(voter, battle)

    battle.refresh_from_db()
    assert refused.status_code == 409
    assert battle.status == Battle.Status.OPEN
    assert not Vote.objects.exists()


def test_an_unknown_verdict_changes_nothing(voter, pair):
    battle = answered(voter)

    assert vote(voter, battle, "c").status_code == 400
    battle.refresh_from_db()
    assert battle.status == Battle.Status.OPEN


def test_an_answer_that_names_its_writer_is_flagged_and_set_aside(voter):
    add_contestant("ajax", text="I am ajax-alias, the son of Telamon.")
    add_contestant("hektor")

    vote(voter, answered(voter))

    comparison = Comparison.objects.get()
    assert comparison.excluded == "identity_leak"
    assert any("ajax-alias" in flag for flag in comparison.flags)


def test_a_prompt_that_asks_who_they_are_is_set_aside(voter, pair):
    vote(voter, answered(voter, prompt="Who are you?"))

    assert Comparison.objects.get().excluded == "identity_leak"


def test_a_vote_with_an_unverified_captcha_does_not_count_yet(voter, pair):
    vote(voter, answered(voter, captcha="unverified"))

    comparison = Comparison.objects.get()
    assert comparison.captcha == "unverified"
    assert comparison.excluded == "captcha_unverified"


def test_a_vote_on_known_names_does_not_count(voter, pair):
    battle = answered(voter, mode="named", left="ajax", right="hektor")

    assert vote(voter, battle).status_code == 200
    assert Comparison.objects.get().excluded == "names_known"


def test_a_direct_chat_has_no_vote(voter, pair):
    assert vote(voter, answered(voter, mode="direct", left="ajax")).status_code == 409


def test_a_form_without_a_script_votes_and_sees_the_names(voter, pair):
    battle = answered(voter)

    page = voter.post(f"/battles/{battle.pk}/vote/", {"verdict": "tie"}, follow=True)

    assert "Hektor" in page.content.decode()


def test_reasons_may_be_given_after_the_vote(voter, pair):
    battle = answered(voter)
    vote(voter, battle)

    voter.post(f"/battles/{battle.pk}/reasons/", {"reasons": ["clear", "correct"]})

    assert Vote.objects.get().reasons == ["clear", "correct"]
