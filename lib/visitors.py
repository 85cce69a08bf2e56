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
    """is_bot: a program that acts for the account, by a token."""

    key: str
    user: Any  # of AUTH_USER_MODEL, or None; which that is only the arena knows
    address: str
    network_key: str
    is_bot: bool = False

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
    return Visitor(key, user, address, _network_key(address))


def bot_of(user: Any, address: str = "") -> Visitor:
    """The program that acts for an account: one visitor, whichever of its tokens it has."""
    return Visitor(f"bot:{user.pk}", user, address, _network_key(address), is_bot=True)


def _network_key(address: str) -> str:
    network = network_of(address)
    return keyed_hash(settings.HASH_KEY, "network", network) if network else ""
