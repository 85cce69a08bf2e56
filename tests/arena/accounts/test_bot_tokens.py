"""The page of tokens: a new one is shown once, an old one can be revoked."""

import re

import pytest
from django.urls import reverse

from lib.bot_tokens.models import BotToken
from lib.bot_tokens.selectors import token_named

TOKEN = re.compile(r"agon_[\w-]{43}")


@pytest.fixture
def alices(client, alice):
    client.force_login(alice)
    return client


def test_a_token_is_shown_once(alices, alice):
    page = alices.post(reverse("arena:bot_tokens"), {"name": "my bot"})
    assert page.status_code == 201
    [token] = TOKEN.findall(page.content.decode())
    assert token_named(token).user == alice
    later = alices.get(reverse("arena:bot_tokens")).content.decode()
    assert "my bot" in later
    assert TOKEN.search(later) is None


def test_a_token_without_a_name_is_refused_in_words(alices):
    page = alices.post(reverse("arena:bot_tokens"), {"name": " "})
    assert page.status_code == 400
    assert "Give the token a name" in page.content.decode()


def test_a_token_is_revoked_by_its_owner_only(alices, bob, client):
    alices.post(reverse("arena:bot_tokens"), {"name": "my bot"})
    address = reverse("arena:revoke_bot_token", args=[BotToken.objects.get().pk])
    strangers = type(client)()
    strangers.force_login(bob)
    strangers.post(address)
    assert BotToken.objects.count() == 1
    page = alices.post(address, follow=True)
    assert "The token is revoked" in page.content.decode()
    assert BotToken.objects.count() == 0


def test_what_is_stored_of_tokens_is_told_without_them(alices):
    alices.post(reverse("arena:bot_tokens"), {"name": "my bot"})
    [told] = alices.get(reverse("arena:my_data")).json()["bot_tokens"]
    assert told["name"] == "my bot"
    assert "digest" not in told
