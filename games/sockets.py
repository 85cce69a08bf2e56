"""Addresses of the sockets. One that nobody has is closed with a code, not with an error."""

from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.urls import re_path

from games.consumers import NO_SUCH_MATCH, MatchConsumer


class Nowhere(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        await self.accept()
        await self.close(NO_SUCH_MATCH, "There is nothing at this address.")


sockets: list[Any] = [
    re_path(
        r"^games/matches/(?P<match_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/socket$",
        MatchConsumer.as_asgi(),
    ),
    re_path(r"", Nowhere.as_asgi()),
]
