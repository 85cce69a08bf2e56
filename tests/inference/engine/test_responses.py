"""Bodies are read within bounds of size and time."""

import asyncio

import pytest
from starlette.requests import ClientDisconnect, Request

from inference.engine.api.responses import MAX_BODY_BYTES, read_body
from inference.engine.errors import BadRequest, BodyTooLarge, BodyTooSlow


def request(*messages, headers=()):
    """A request whose body comes in these messages, and then nothing more."""
    coming = list(messages)

    async def receive():
        if coming:
            return coming.pop(0)
        return await asyncio.Event().wait()

    scope = {"type": "http", "method": "POST", "path": "/", "headers": list(headers)}
    return Request(scope, receive)


def part(data, more=True):
    return {"type": "http.request", "body": data, "more_body": more}


async def test_parts_are_joined():
    assert await read_body(request(part(b"{"), part(b"}", more=False)), 5) == b"{}"


async def test_a_body_that_never_ends_is_given_up():
    with pytest.raises(BodyTooSlow, match=r"0\.01 seconds"):
        await read_body(request(part(b"{")), 0.01)


async def test_reading_stops_at_the_first_byte_too_many():
    whole = request(part(b" " * MAX_BODY_BYTES, more=False))
    assert len(await read_body(whole, 5)) == MAX_BODY_BYTES
    with pytest.raises(BodyTooLarge):
        await read_body(request(part(b" " * MAX_BODY_BYTES), part(b" ")), 5)


async def test_what_is_announced_too_large_is_not_read_at_all():
    headers = [(b"content-length", b"1048577")]
    with pytest.raises(BodyTooLarge):
        await read_body(request(headers=headers), 5)


async def test_an_empty_body_and_a_client_that_left_are_told_apart():
    with pytest.raises(BadRequest, match="empty"):
        await read_body(request(part(b"", more=False)), 5)
    with pytest.raises(ClientDisconnect):
        await read_body(request({"type": "http.disconnect"}), 5)
