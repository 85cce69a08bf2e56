"""How allauth meets the arena: whose address is believed, and what a login brings along."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from arena.accounts.domains import is_welcome
from arena.accounts.services import adopt_battles
from arena.models import User
from lib.client_address import address_of
from lib.visitors import SESSION_KEY


class AccountAdapter(DefaultAccountAdapter):
    def clean_email(self, email: str) -> str:
        """At sign-up and wherever an address is added: only from domains that are welcome."""
        cleaned = super().clean_email(email)
        if not is_welcome(cleaned, settings.EMAIL_DOMAINS, settings.EMAIL_DOMAINS_REFUSED):
            raise ValidationError(_("We cannot take addresses of this provider. Use another one."))
        return cleaned

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def login(self, request: HttpRequest, user: User) -> None:
        """Every login passes here: by password, after sign-up, with a passkey, to the admin."""
        super().login(request, user)
        adopt_battles(visitor_key=request.session.get(SESSION_KEY, ""), user=user)
