"""Tokens that have been used: each passes once."""

import hashlib
from datetime import datetime

from arena.models import SpentChallenge


def spend(token: str, *, expires_at: datetime, now: datetime) -> bool:
    """True for the first who comes with this token. Forgets those that have expired."""
    SpentChallenge.objects.filter(expires_at__lt=now).delete()
    digest = hashlib.sha256(token.encode()).hexdigest()
    _, is_first = SpentChallenge.objects.get_or_create(
        digest=digest, defaults={"expires_at": expires_at}
    )
    return is_first
