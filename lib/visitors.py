"""Who is there: a random key in the session, an account if one is logged in, and a network."""

import secrets
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from lib.client_address import address_of
from lib.keyed_hash import keyed_hash, network_of

SESSION_KEY = "visitor_key"


@dataclass(frozen=True, slots=True)
class Visitor:
    key: str
    user: Any  # of AUTH_USER_MODEL, or None; which that is only the arena knows
    address: str
    network_key: str

    @property
    def voter_key(self) -> str:
        """Says "the same voter" without saying who: the account's, or else the visitor's hash."""
        who = f"user:{self.user.pk}" if self.user else f"visitor:{self.key}"
        return keyed_hash(settings.HASH_KEY, "voter", who)


def visitor_of_session(session: Any) -> Visitor:
    """The visitor behind a socket or a stream, which has a session and no request."""
    account = get_user(SimpleNamespace(session=session))  # type: ignore[arg-type]
    user = account if isinstance(account, AbstractBaseUser) else None
    return Visitor(session.get(SESSION_KEY, ""), user, "", "")


def visitor_of(request: HttpRequest) -> Visitor:
    """The visitor behind a request; gives a new one a key, which outlives a login."""
    key = request.session.get(SESSION_KEY)
    if not key:
        key = request.session[SESSION_KEY] = secrets.token_urlsafe(24)
    user = request.user if isinstance(request.user, AbstractBaseUser) else None
    address = address_of(request)
    network = network_of(address)
    network_key = keyed_hash(settings.HASH_KEY, "network", network) if network else ""
    return Visitor(key, user, address, network_key)
