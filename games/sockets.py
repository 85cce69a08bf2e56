"""Addresses of the sockets. One that nobody has is closed with a code, not with an error."""

from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.urls import re_path

from games.attending.attendance import Attendance
from games.consumers import NO_SUCH_MATCH, MatchConsumer
from lib.event_hub import EventHub

A_MATCH = r"(?P<match_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"


class Nowhere(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        await self.accept()
        await self.close(NO_SUCH_MATCH, "There is nothing at this address.")


def sockets(hub: EventHub) -> list[Any]:
    """Routes for channels; the hub wakes those who watch."""
    return [
        re_path(
            rf"^games/matches/{A_MATCH}/socket$",
            MatchConsumer.as_asgi(hub=hub, attendance=Attendance(hub.redis)),
        ),
        re_path(r"", Nowhere.as_asgi()),
    ]
