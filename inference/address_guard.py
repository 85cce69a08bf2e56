"""Where a route may point: public https addresses, and the private hosts that settings name.

1. check_url refuses what can be seen in the address itself (when it is saved, and again on use).
2. PinnedTransport resolves the name, checks every address that it gives, and connects to exactly
   those: a name that changes its address between the check and the connection gains nothing.
No redirects, no proxies from the environment. OWASP: Server-Side Request Forgery Prevention.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

PUBLIC_PORTS = frozenset({443, 8443})
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[list[str]]]

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Beyond what this Python's is_global knows: IANA special-purpose registries, and Azure's metadata,
# public by number but answered by the cloud that one runs in.
_SPECIAL_V4 = [
    ipaddress.IPv4Network(block) for block in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")
]
_SPECIAL_V6 = [ipaddress.IPv6Network(block) for block in ("2001::/23", "3fff::/20")]


class AddressRefused(Exception):
    """The address is none that a route may have; the text says why."""


@dataclass(frozen=True, slots=True)
class Target:
    host: str
    port: int
    is_private_host: bool


def check_url(url: str, private_hosts: Collection[str]) -> Target:
    """What url points to. Raises AddressRefused for all that needs no resolver to refuse."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError as error:
        raise AddressRefused(f"this is no web address: {error}") from None
    host = parts.hostname or ""
    if not host or parts.scheme not in ("https", "http"):
        raise AddressRefused("an address starts with https:// and a host")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("no name or password in the address: keys have a field of their own")
    if parts.query or parts.fragment:
        raise AddressRefused("nothing may follow the path: no ? and no #")
    if f"{host}:{port}" in private_hosts:
        return Target(host, port, is_private_host=True)
    if parts.scheme != "https":
        raise AddressRefused("only https, except for hosts in ROUTE_PRIVATE_HOSTS")
    if port not in PUBLIC_PORTS:
        allowed = ", ".join(map(str, sorted(PUBLIC_PORTS)))
        raise AddressRefused(f"port {port} is not one of: {allowed}")
    _check_host(host)
    return Target(host, port, is_private_host=False)


def _check_host(host: str) -> None:
    try:
        check_address(host)
    except ValueError:
        last_label = host.rstrip(".").rpartition(".")[2]
        if last_label.isdecimal() or last_label.startswith("0x"):
            raise AddressRefused(f"{host} is an unusual way to write an address") from None
        if "." not in host.rstrip(".") or last_label in ("localhost", "local", "internal"):
            raise AddressRefused(f"{host} is a name of a private network") from None


def check_address(address: str) -> None:
    """Raises AddressRefused unless the address is public, ValueError if it is none at all."""
    if not is_public(ipaddress.ip_address(address)):
        raise AddressRefused(f"{address} is not a public address")


def is_public(ip: IPAddress) -> bool:
    """Also looks at the IPv4 address that an IPv6 address may carry inside."""
    if isinstance(ip, ipaddress.IPv4Address):
        is_special = ip.is_multicast or ip.is_reserved or any(ip in block for block in _SPECIAL_V4)
        return ip.is_global and not is_special
    if ip.ipv4_mapped is not None:
        return is_public(ip.ipv4_mapped)
    if ip in _NAT64:
        return is_public(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    if ip.sixtofour is not None:
        return is_public(ip.sixtofour)
    is_special = any(ip in block for block in _SPECIAL_V6)
    return ip in _GLOBAL_UNICAST and ip.is_global and not is_special


async def system_resolve(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


async def resolve_checked(target: Target, resolve: Resolve) -> list[str]:
    """The addresses of the target, all of them public unless settings allow the host.

    Raises AddressRefused if a single one is not, OSError if the name cannot be resolved.
    """
    addresses = await resolve(target.host, target.port)
    if not addresses:
        raise OSError(f"{target.host} has no address")
    if not target.is_private_host:
        for address in addresses:
            check_address(address.partition("%")[0])
    return addresses


class PinnedTransport(httpx.AsyncBaseTransport):
    """Connects to the addresses that were checked; TLS still asks for the name."""

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        private_hosts: Collection[str],
        resolve: Resolve = system_resolve,
    ) -> None:
        self._inner = inner
        self._private_hosts = private_hosts
        self._resolve = resolve

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        target = check_url(str(request.url), self._private_hosts)
        connect_seconds = request.extensions.get("timeout", {}).get("connect")
        try:
            async with asyncio.timeout(connect_seconds):
                addresses = await resolve_checked(target, self._resolve)
        except TimeoutError:
            raise httpx.ConnectTimeout(f"{target.host} was not resolved in time") from None
        except OSError as error:
            raise httpx.ConnectError(f"{target.host}: {error}") from error
        return await self._try_each(request, target.host, addresses)

    async def _try_each(
        self, request: httpx.Request, host: str, addresses: list[str]
    ) -> httpx.Response:
        original = request.url
        request.extensions = {**request.extensions, "sni_hostname": host}
        for address in addresses[:-1]:
            request.url = original.copy_with(host=address)
            try:
                return await self._inner.handle_async_request(request)
            except httpx.ConnectError:
                continue
        request.url = original.copy_with(host=addresses[-1])
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()
