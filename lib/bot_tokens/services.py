"""Tokens are made, used and revoked."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from lib.bot_tokens.models import LONGEST_NAME, BotToken
from lib.bot_tokens.selectors import digest_of

MOST_TOKENS = 10
PREFIX = "agon_"  # so that whoever looks for secrets in files finds them
NOTED_EVERY = timedelta(minutes=1)  # a bot that asks each second is not written down each second


def make_token(*, user: Any, name: str, now: datetime) -> str:
    """The token, which nobody can read again later. Raises ValidationError."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise ValidationError(_("Give the token a name of 1 to 60 characters."))
    if BotToken.objects.filter(user=user).count() >= MOST_TOKENS:
        raise ValidationError(_("You have ten tokens. Revoke one of them first."))
    token = PREFIX + secrets.token_urlsafe(32)
    BotToken.objects.create(
        user=user, name=name, digest=digest_of(token), ending=token[-4:], created_at=now
    )
    return token


def revoke(*, user: Any, token_id: int) -> bool:
    """False if the account has no such token."""
    num_deleted, _of_each = BotToken.objects.filter(user=user, pk=token_id).delete()
    return num_deleted == 1


def note_use(*, token: BotToken, now: datetime) -> None:
    """When it was last used, to about a minute."""
    is_old = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - NOTED_EVERY)
    BotToken.objects.filter(is_old, pk=token.pk).update(last_used_at=now)
