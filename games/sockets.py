"""Addresses of the sockets. One that nobody has is closed with a code, not with an error."""

from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.urls import re_path

from games.attendance import Attendance
from games.consumers import NO_SUCH_MATCH, MatchConsumer
from lib.event_hub import EventHub


class Nowhere(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        await self.accept()
        await self.close(NO_SUCH_MATCH, "There is nothing at this address.")


def sockets(hub: EventHub) -> list[Any]:
    """Routes for channels; the hub wakes those who watch."""
    match = r"^games/matches/(?P<match_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/socket$"
    return [
        re_path(match, MatchConsumer.as_asgi(hub=hub, attendance=Attendance(hub.redis))),
        re_path(r"", Nowhere.as_asgi()),
    ]
