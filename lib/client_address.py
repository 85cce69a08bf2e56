"""Whose request it is: the peer, or whom a trusted proxy speaks for."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The peer's address; what X-Forwarded-For says is believed of a trusted proxy only."""
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    while _is_trusted_proxy(address) and forwarded and forwarded[-1]:
        address = forwarded.pop()
    return address


def _is_trusted_proxy(address: str) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(ip in ipaddress.ip_network(proxy) for proxy in settings.TRUSTED_PROXIES)
