"""The door: "Authorization: Bearer agon_…". A session says nothing here, so there is no CSRF."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from lib.bot_tokens.models import BotToken
from lib.bot_tokens.selectors import token_named
from lib.bot_tokens.services import note_use

SCHEME = "bearer"


class BotTokenAuthentication(BaseAuthentication):
    """request.user: the account; request.auth: its BotToken."""

    def authenticate(self, request: Request) -> tuple[Any, BotToken] | None:
        token = bearer_of(request.headers.get("Authorization", ""))
        if token is None:
            return None
        found = token_named(token)
        if found is None:
            raise AuthenticationFailed(
                _("This token is not known or was revoked. Make one on your account page.")
            )
        note_use(token=found, now=timezone.now())
        return found.user, found

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class BearerScheme(OpenApiAuthenticationExtension):
    """How the schema names it."""

    target_class = BotTokenAuthentication
    name = "botToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": SCHEME}


def bearer_of(header: str) -> str | None:
    """The token of an Authorization header; None where there is none."""
    scheme, _space, token = header.strip().partition(" ")
    return token.strip() if scheme.casefold() == SCHEME and token.strip() else None
