"""Which providers of e-mail may sign up: a list of those allowed, and one of those refused."""

from collections.abc import Sequence


def is_welcome(address: str, allowed: Sequence[str], refused: Sequence[str]) -> bool:
    """Whether the address's domain may sign up; a domain on a list stands for its subdomains.

    allowed: empty means all. refused wins over allowed.
    """
    domain = address.rpartition("@")[2].casefold().rstrip(".")
    if _is_on(domain, refused):
        return False
    return not allowed or _is_on(domain, allowed)


def _is_on(domain: str, domains: Sequence[str]) -> bool:
    names = [name.casefold().strip(".@ ") for name in domains]
    return any(domain == name or domain.endswith(f".{name}") for name in names if name)
