"""Where a route may lead: by its address, by what its name resolves to, by the connection."""

import asyncio
import datetime
import ipaddress
import socket
import ssl

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from inference.address_guard import (
    AddressRefused,
    PinnedTransport,
    Target,
    check_url,
    is_public,
    resolve_checked,
)
from inference.backends.base import ConnectionFailed, ConnectTookTooLong, Unavailable
from inference.backends.openai_compatible import OpenAICompatibleBackend
from inference.route_spec import Timeouts
from inference.wire import GenerateRequest, Message, TokenChunk
from tests.inference.rude_server import answers, serve

ENGINE = frozenset({"127.0.0.1:8100"})
PUBLIC = "93.184.216.34"
REQUEST = GenerateRequest([Message.of_text("user", "Hello")])


@pytest.mark.parametrize(
    "url",
    [
        "https://models.example.org/v1",
        "https://models.example.org:8443/v1",
        "https://93.184.216.34/v1",
        "https://[2606:2800:220:1::1]/v1",
        "http://127.0.0.1:8100/v1",
    ],
)
def test_public_https_and_the_private_hosts_of_settings_are_allowed(url):
    assert check_url(url, ENGINE).host


@pytest.mark.parametrize(
    "url",
    [
        "",
        "models.example.org",
        "ftp://models.example.org/v1",
        "file:///etc/passwd",
        "http://models.example.org/v1",
        "https://models.example.org:22/v1",
        "https://models.example.org:99999/v1",
        "https://name:word@models.example.org/v1",
        "https://name@models.example.org/v1",
        "https://models.example.org/v1?x=1",
        "https://models.example.org/v1#x",
        "http://127.0.0.1:8101/v1",
        "https://127.0.0.1/v1",
        "http://127.1:8100/v1",
        "https://127.1/v1",
        "https://2130706433/v1",
        "https://0x7f000001/v1",
        "https://0x7f.1/v1",
        "https://0177.0.0.1/v1",
        "https://localhost/v1",
        "https://engine/v1",
        "https://metadata.google.internal/v1",
        "https://printer.local/v1",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/v1",
        "https://[::ffff:169.254.169.254]/v1",
        "https://[::ffff:7f00:1]/v1",
        "https://[64:ff9b::a9fe:a9fe]/v1",
        "https://[2002:7f00:1::]/v1",
        "https://[2001:0:53aa:64c::]/v1",
        "https://[fd00:ec2::254]/v1",
        "https://[fe80::1]/v1",
        "https://[::127.0.0.1]/v1",
        "https://[::1/v1",
    ],
)
def test_everything_else_is_refused_in_words(url):
    with pytest.raises(AddressRefused, match=r"\w"):
        check_url(url, ENGINE)


NOT_PUBLIC = """
    0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 168.63.129.16 169.254.169.254 172.16.0.1
    192.0.0.192 192.168.1.1 192.88.99.1 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255
    :: ::1 ff02::1 fec0::1 2001:db8::1 2001::1 3fff::1 64:ff9b:1::1 100::1
"""


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_addresses_that_are_not_public(address):
    assert not is_public(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_public_only_if_it_is_public_itself(inner):
    number = int(inner)
    mapped = ipaddress.IPv6Address(0xFFFF << 32 | number)
    nat64 = ipaddress.IPv6Address(0x64FF9B << 96 | number)
    six_to_four = ipaddress.IPv6Address(0x2002 << 112 | number << 80)
    assert is_public(mapped) == is_public(nat64) == is_public(six_to_four) == is_public(inner)


def resolver(*answers_in_turn: list[str]):
    turns = iter(answers_in_turn)

    async def resolve(host: str, port: int) -> list[str]:
        return next(turns)

    return resolve


async def test_one_private_address_among_public_ones_is_enough_to_refuse():
    target = Target("models.example.org", 443, is_private_host=False)
    assert await resolve_checked(target, resolver([PUBLIC])) == [PUBLIC]
    for private in ("10.0.0.7", "::ffff:127.0.0.1", "fe80::1%eth0"):
        with pytest.raises(AddressRefused, match="not a public address"):
            await resolve_checked(target, resolver([PUBLIC, private]))


def recording(connected: list[tuple[str, str, str]], refusing: tuple[str, ...] = ()):
    def answer(request: httpx.Request) -> httpx.Response:
        sni = request.extensions["sni_hostname"]
        connected.append((request.url.host, request.headers["host"], sni))
        if request.url.host in refusing:
            raise httpx.ConnectError("refused")
        return httpx.Response(200)

    return httpx.MockTransport(answer)


async def test_the_connection_goes_to_the_address_that_was_checked():
    connected: list[tuple[str, str, str]] = []
    resolve = resolver([PUBLIC], ["169.254.169.254"])
    transport = PinnedTransport(recording(connected), ENGINE, resolve)
    async with httpx.AsyncClient(transport=transport) as client:
        await client.get("https://models.example.org/v1")
        with pytest.raises(AddressRefused):  # the name now leads elsewhere
            await client.get("https://models.example.org/v1")
    assert connected == [(PUBLIC, "models.example.org", "models.example.org")]


async def test_the_next_address_is_tried_when_nobody_listens_at_the_first():
    connected: list[tuple[str, str, str]] = []
    other = "93.184.216.35"
    inner = recording(connected, refusing=(PUBLIC,))
    transport = PinnedTransport(inner, ENGINE, resolver([PUBLIC, other]))
    async with httpx.AsyncClient(transport=transport) as client:
        response = await client.get("https://models.example.org/v1")
    assert response.status_code == 200
    assert [host for host, _, _ in connected] == [PUBLIC, other]


async def first_piece(backend: OpenAICompatibleBackend, spec):
    stream = backend.stream(spec, REQUEST)
    try:
        return await anext(stream)
    finally:
        await stream.aclose()


async def test_a_name_that_leads_to_loopback_is_never_connected_to():
    async with serve(answers("secret")) as server:
        spec = server.spec(base_url="https://models.example.org:8443/v1")
        with pytest.raises(Unavailable, match="refused"):
            await first_piece(OpenAICompatibleBackend(resolver(["127.0.0.1"])), spec)
    assert server.visits == []


async def test_a_name_that_nobody_knows_fails_to_connect():
    async def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    async with serve() as server:
        spec = server.spec(base_url="https://models.example.org/v1")
    with pytest.raises(ConnectionFailed, match=r"models\.example\.org"):
        await first_piece(OpenAICompatibleBackend(resolve), spec)


async def test_a_resolver_that_hangs_is_cut_off_by_the_connect_timeout():
    async def resolve(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    async with serve() as server:
        spec = server.spec(
            base_url="https://models.example.org/v1", timeouts=Timeouts(connect_seconds=0.05)
        )
    with pytest.raises(ConnectTookTooLong):
        await first_piece(OpenAICompatibleBackend(resolve), spec)


def certificate_for(name: str, folder) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's and a client's context: the client trusts this one certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, key_pem = folder / "certificate.pem", folder / "key.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem, key_pem)
    return server, ssl.create_default_context(cafile=str(pem))


async def test_the_certificate_must_be_for_the_name_though_one_connects_to_an_address(tmp_path):
    server_tls, client_tls = certificate_for("models.example.org", tmp_path)
    async with serve(answers("Safe"), tls=server_tls) as server:
        for name, is_trusted in (("models.example.org", True), ("other.example.org", False)):
            host = f"{name}:{server.port}"
            spec = server.spec(base_url=f"https://{host}/v1", private_hosts=frozenset({host}))
            backend = OpenAICompatibleBackend(resolver(["127.0.0.1"]), client_tls)
            if is_trusted:
                assert await first_piece(backend, spec) == TokenChunk("Safe")
                continue
            with pytest.raises(ConnectionFailed, match="CERTIFICATE_VERIFY_FAILED"):
                await first_piece(backend, spec)
