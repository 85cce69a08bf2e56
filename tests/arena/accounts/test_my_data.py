"""Everything that is stored about an account: to take along, and to delete."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from arena.models import Battle, Consent, Reply, User, Vote
from lib.audit.models import AuditEvent
from ranking.models import Comparison
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

PRIVATE_PAGES = ["arena:account", "arena:bot_tokens", "arena:my_data", "arena:delete_account"]


@pytest.fixture
def alices(client, alice):
    """A browser in which Alice has logged in as people do."""
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True)
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    return client


def delete(client, password: str = PASSWORD):
    return client.post(reverse("arena:delete_account"), {"password": password})


@pytest.mark.parametrize("name", PRIVATE_PAGES)
def test_a_stranger_is_asked_to_log_in(client, name):
    url = reverse(name)
    assert client.get(url)["Location"] == f"{reverse('account_login')}?next={url}"


@pytest.mark.parametrize("name", PRIVATE_PAGES)
def test_these_pages_are_kept_in_no_cache(alices, name):
    response = alices.get(reverse(name))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_the_account_page_counts_battles_and_votes(alices, alice, make_battle):
    make_battle(user=alice, vote="a")
    make_battle(user=alice)
    context = alices.get(reverse("arena:account")).context
    assert (context["num_battles"], context["num_votes"]) == (2, 1)
    assert context["is_email_confirmed"] is False


def test_my_data_is_one_file_with_all_that_is_stored(alices, alice, make_battle):
    Consent.objects.create(visitor_key="k", user=alice, version="1", accepted_at=timezone.now())
    battle = make_battle("My prompt", user=alice, vote="b")
    response = alices.get(reverse("arena:my_data"))
    assert response["Content-Disposition"].startswith("attachment")
    data = response.json()
    assert data["account"]["email"] == alice.email
    assert data["email_addresses"][0]["email"] == alice.email
    assert data["sessions"][0]["ip"] == "127.0.0.1"
    assert data["consents"][0]["version"] == "1"
    (exported,) = data["battles"]
    assert exported["contestants"] == {"a": "Ada the first", "b": "Babbage engine"}
    assert exported["turns"][0]["parts"] == [{"type": "text", "text": "My prompt"}]
    answered = {r["side"]: r["contestant"] for r in exported["turns"][0]["replies"]}
    assert answered == exported["contestants"]
    assert data["votes"][0]["battle"] == str(battle.pk)
    assert data["votes"][0]["verdict"] == "b"


def test_my_data_names_nobody_before_a_vote(alices, alice, make_battle, contestants):
    make_battle(user=alice)
    text = alices.get(reverse("arena:my_data")).content.decode()
    assert "Answer of side a." in text
    for contestant in contestants:
        for secret in (contestant.name, contestant.slug, contestant.organisation):
            assert f'"{secret}"' not in text


def test_my_data_holds_nothing_of_others_and_no_password(alices, bob, make_battle):
    make_battle("Bob's prompt", user=bob)
    text = alices.get(reverse("arena:my_data")).content.decode()
    assert "Bob" not in text
    assert "password" not in text


def test_deleting_takes_the_person_and_every_word_and_keeps_the_comparison(
    alices, alice, make_battle
):
    make_battle("My prompt", user=alice, vote="a")
    make_battle("My other prompt", user=alice)
    Consent.objects.create(visitor_key="k", user=alice, version="1", accepted_at=timezone.now())
    assert delete(alices)["Location"] == reverse("arena:new")
    for table in (User, EmailAddress, Consent, Battle, Vote, Reply):
        assert not table.objects.exists()
    assert Comparison.objects.get().excluded == ""


def test_deleting_leaves_other_people_alone(alices, bob, make_battle):
    battle = make_battle(user=bob, vote="a")
    delete(alices)
    assert Vote.objects.get().battle == battle
    assert User.objects.get() == bob


def test_deleting_ends_every_session_of_the_account(alices, alice):
    elsewhere = Client()
    elsewhere.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    key = elsewhere.session.session_key
    delete(alices)
    assert not Session.objects.filter(session_key=key).exists()
    assert elsewhere.get(reverse("arena:account")).status_code == 302


def test_deleting_is_written_into_the_audit_log_without_the_name(alices, alice):
    target = f"arena.user:{alice.pk}"
    delete(alices)
    event = AuditEvent.objects.get(action="account.delete")
    assert (event.target, event.actor_name) == (target, "")


def test_a_wrong_password_deletes_nothing(alices, alice):
    response = delete(alices, "not my password")
    assert response.status_code == 400
    assert "not your password" in str(response.context["form"].errors)
    assert User.objects.filter(pk=alice.pk).exists()


def test_the_only_administrator_cannot_leave(client):
    admin = get_user_model().objects.create_superuser("root@example.org", PASSWORD)
    client.force_login(admin)
    response = delete(client)
    assert response.status_code == 409
    assert "only administrator" in str(response.context["form"].errors)
    assert User.objects.filter(pk=admin.pk).exists()


def test_looking_at_the_page_deletes_nothing(alices, alice):
    alices.get(reverse("arena:delete_account"))
    assert User.objects.filter(pk=alice.pk).exists()
