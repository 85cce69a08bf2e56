"""Keyed hashes: say that two things are equal without keeping either of them."""

import hashlib
import hmac
import ipaddress


def keyed_hash(key: str, purpose: str, value: str) -> str:
    """32 hex digits of HMAC-SHA256; different purposes never collide for one value."""
    message = f"{purpose}\0{value}".encode()
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()[:32]


def network_of(address: str) -> str:
    """The network of an address: /24 for IPv4, /48 for IPv6; "" if it is no address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    prefix = 24 if ip.version == 4 else 48
    return str(ipaddress.ip_network(f"{ip}/{prefix}", strict=False))
