"""Whose a token is."""

import hashlib
from typing import Any

from lib.bot_tokens.models import BotToken


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def token_named(token: str) -> BotToken | None:
    """None for a token that nobody has, was revoked, or is of an account that is kept out."""
    found = BotToken.objects.select_related("user").filter(digest=digest_of(token)).first()
    return found if found is not None and found.user.is_active else None


def tokens_of(user: Any) -> list[BotToken]:
    """The latest first."""
    return list(BotToken.objects.filter(user=user))
