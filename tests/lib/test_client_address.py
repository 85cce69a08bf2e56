"""Who is believed when a request says whom it comes from."""

import pytest
from django.test import RequestFactory

from lib.client_address import address_of
from lib.keyed_hash import keyed_hash, network_of


def request(peer: str, forwarded: str = ""):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers)


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.5", "", "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", "203.0.113.5"),  # a stranger may say what he likes
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_only_a_trusted_proxy_is_believed(settings, peer, forwarded, address):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

    assert address_of(request(peer, forwarded)) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.77", "198.51.100.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:198.51.100.77", "198.51.100.0/24"),
        ("unix", ""),
    ],
)
def test_a_network_is_what_neighbours_share(address, network):
    assert network_of(address) == network


def test_hashes_tell_purposes_and_keys_apart():
    first = keyed_hash("key", "voter", "1")

    assert first == keyed_hash("key", "voter", "1")
    assert len({first, keyed_hash("key", "network", "1"), keyed_hash("yek", "voter", "1")}) == 3
