"""Tokens of bots: made once, kept as a hash, used, revoked."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from lib.bot_tokens.authentication import bearer_of
from lib.bot_tokens.models import BotToken
from lib.bot_tokens.selectors import token_named
from lib.bot_tokens.services import MOST_TOKENS, make_token, note_use, revoke

NOW = timezone.now()


def test_a_token_is_kept_as_a_hash_and_known_again(alice):
    token = make_token(user=alice, name="  my   bot ", now=NOW)
    kept = BotToken.objects.get()
    assert token not in " ".join(map(str, vars(kept).values()))
    assert (kept.name, token.endswith(kept.ending)) == ("my bot", True)
    assert token_named(token) == kept
    assert token_named(f"{token}x") is None


def test_two_tokens_are_never_the_same(alice):
    assert len({make_token(user=alice, name="bot", now=NOW) for _ in range(MOST_TOKENS)}) == 10
    with pytest.raises(ValidationError, match="Revoke one"):
        make_token(user=alice, name="one more", now=NOW)


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_token_needs_a_name(alice, name):
    with pytest.raises(ValidationError, match="1 to 60 characters"):
        make_token(user=alice, name=name, now=NOW)


def test_only_its_owner_revokes_a_token(alice, bob):
    token = make_token(user=alice, name="bot", now=NOW)
    kept = BotToken.objects.get()
    assert revoke(user=bob, token_id=kept.pk) is False
    assert token_named(token) == kept
    assert revoke(user=alice, token_id=kept.pk) is True
    assert token_named(token) is None


def test_a_token_of_an_account_that_is_kept_out_is_nobodys(alice):
    token = make_token(user=alice, name="bot", now=NOW)
    alice.is_active = False
    alice.save()
    assert token_named(token) is None


def test_a_use_is_noted_once_a_minute(alice):
    make_token(user=alice, name="bot", now=NOW)
    kept = BotToken.objects.get()
    for seconds, noted in ((0, 0), (30, 0), (61, 61)):
        note_use(token=kept, now=NOW + timedelta(seconds=seconds))
        kept.refresh_from_db()
        assert kept.last_used_at == NOW + timedelta(seconds=noted)


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("Bearer agon_x", "agon_x"),
        ("bearer   agon_x ", "agon_x"),
        ("Basic agon_x", None),
        ("Bearer", None),
        ("", None),
    ],
)
def test_the_token_is_in_the_header_and_nowhere_else(header, token):
    assert bearer_of(header) == token
