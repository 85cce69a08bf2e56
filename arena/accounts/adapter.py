"""How allauth meets the arena: whose address is believed, and what a login brings along."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from arena.accounts.services import adopt_battles
from arena.models import User
from arena.visitors import SESSION_KEY
from lib.client_address import address_of


class AccountAdapter(DefaultAccountAdapter):
    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def login(self, request: HttpRequest, user: User) -> None:
        """Every login passes here: by password, after sign-up, with a passkey, to the admin."""
        super().login(request, user)
        adopt_battles(visitor_key=request.session.get(SESSION_KEY, ""), user=user)
