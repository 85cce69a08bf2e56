"""Signing up, in and out: the captcha, and the battle that comes along."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from arena.models import Battle, User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

FORM = {"email": "carol@example.org", "password1": "a long enough phrase", "captcha": "passed"}


@pytest.fixture
def visitor_key(client) -> str:
    """The key that a first visit leaves in the session."""
    client.get(reverse("arena:history"))
    return client.session["visitor_key"]


def sign_up(client, next_url: str = "", **changes: str):
    data = FORM | changes | ({"next": next_url} if next_url else {})
    return client.post(reverse("account_signup"), data)


def log_in(client, email: str, next_url: str = ""):
    data = {"login": email, "password": PASSWORD} | ({"next": next_url} if next_url else {})
    return client.post(reverse("account_login"), data)


def test_an_address_and_one_password_make_an_account_that_is_logged_in(client):
    assert sign_up(client).status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(email=FORM["email"]).pk)


def test_a_failed_captcha_makes_no_account_and_says_how_to_mend_it(client):
    response = sign_up(client, captcha="failed")
    assert "reload the page" in str(response.context["form"].errors["captcha"])
    assert not User.objects.exists()


def test_a_form_without_a_captcha_makes_no_account(client):
    sign_up(client, captcha="")
    assert not User.objects.exists()


def test_an_unreachable_verifier_lets_in_and_is_remembered(client):
    assert sign_up(client, captcha="unverified").status_code == 302
    assert User.objects.exists()
    assert client.session["captcha"]["verdict"] == "unverified"


def test_a_weak_password_costs_no_captcha(client):
    sign_up(client, password1="short")
    assert "captcha" not in client.session
    assert not User.objects.exists()


def test_the_form_draws_the_captcha_that_the_settings_ask_for(client, settings):
    settings.CAPTCHA = "altcha"
    page = client.get(reverse("account_signup"))
    assert 'data-captcha="altcha"' in page.content.decode()
    assert "google" not in page["Content-Security-Policy"]


def test_recaptcha_is_drawn_without_inline_script_and_allowed_on_this_page_only(client, settings):
    settings.CAPTCHA, settings.RECAPTCHA_PUBLIC_KEY = "recaptcha", "site-key"
    page = client.get(reverse("account_signup"))
    text = page.content.decode()
    assert 'data-captcha="recaptcha-3"' in text
    assert 'data-site-key="site-key"' in text
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>[^<]*grecaptcha", text)
    policy = page["Content-Security-Policy"]
    assert "frame-src https://www.google.com/recaptcha/" in policy
    assert "script-src 'self' https://www.google.com/recaptcha/" in policy
    assert "google" not in client.get(reverse("account_login"))["Content-Security-Policy"]


def test_signing_up_in_the_middle_of_a_battle_keeps_it(client, visitor_key, make_battle):
    battle = make_battle(visitor_key=visitor_key)
    url = reverse("arena:battle", args=[battle.pk])
    assert sign_up(client, next_url=url)["Location"] == url
    battle.refresh_from_db()
    assert battle.user.email == FORM["email"]
    assert client.session["visitor_key"] == visitor_key


def test_logging_in_in_the_middle_of_a_battle_keeps_it(client, visitor_key, make_battle, alice):
    battle = make_battle(visitor_key=visitor_key)
    url = reverse("arena:battle", args=[battle.pk])
    assert log_in(client, alice.email, next_url=url)["Location"] == url
    battle.refresh_from_db()
    assert battle.user == alice


def test_a_login_takes_no_battle_from_another_account(client, visitor_key, make_battle, alice, bob):
    battle = make_battle(visitor_key=visitor_key, user=bob)
    log_in(client, alice.email)
    battle.refresh_from_db()
    assert battle.user == bob


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/"])
def test_nobody_is_sent_elsewhere_after_signing_up(client, elsewhere):
    assert sign_up(client, next_url=elsewhere)["Location"] == "/"


def test_logging_out_begins_a_new_visitor(client, visitor_key, make_battle, alice):
    make_battle(visitor_key=visitor_key)
    log_in(client, alice.email)
    client.post(reverse("account_logout"))
    assert list(client.get(reverse("arena:history")).context["battles"]) == []
    assert client.session["visitor_key"] != visitor_key


def test_where_addresses_are_confirmed_a_known_one_gives_nothing_away(client, settings, alice):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    known = sign_up(client, email=alice.email)
    assert known.status_code == 302
    assert User.objects.count() == 1
    assert "_auth_user_id" not in client.session
    assert alice.email in mail.outbox[-1].to


def test_a_battle_waits_until_the_address_is_confirmed(client, settings, visitor_key, make_battle):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    battle = make_battle(visitor_key=visitor_key)
    sign_up(client)
    assert "_auth_user_id" not in client.session
    link = re.search(r"/accounts/confirm-email/\S+", mail.outbox[-1].body).group()
    client.post(link)
    data = {"login": FORM["email"], "password": FORM["password1"]}
    client.post(reverse("account_login"), data)
    battle.refresh_from_db()
    assert battle.user.email == FORM["email"]


def test_a_login_without_a_visit_before_has_nothing_to_bring_along(client, alice, make_battle):
    make_battle(visitor_key="somebody else")
    log_in(client, alice.email)
    assert Battle.objects.get().user is None


def test_a_proxy_that_is_not_trusted_cannot_say_who_logs_in(client, alice):
    client.post(
        reverse("account_login"),
        {"login": alice.email, "password": PASSWORD},
        headers={"X-Forwarded-For": "198.51.100.99"},
    )
    assert alice.usersession_set.get().ip == "127.0.0.1"
