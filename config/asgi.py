"""HTTP, its long streams and sockets: Django for pages, plain coroutines for what stays open."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
pages = get_asgi_application()

from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402 - apps are ready
from channels.sessions import SessionMiddlewareStack  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import re_path  # noqa: E402

from arena.event_stream import EventStream  # noqa: E402
from arena.live_log import CHANNELS as BATTLES  # noqa: E402
from games.broadcasting import CHANNELS as MATCHES  # noqa: E402
from games.sockets import sockets  # noqa: E402
from lib.event_hub import EventHub  # noqa: E402

matches = sockets(EventHub(settings.REDIS_URL, MATCHES))
events = SessionMiddlewareStack(EventStream(EventHub(settings.REDIS_URL, BATTLES)))
application = ProtocolTypeRouter(
    {
        "http": URLRouter(
            [
                re_path(r"^battles/(?P<battle_id>[0-9a-f-]{36})/events$", events),
                re_path(r"", pages),  # type: ignore[arg-type]  # an ASGI app
            ]
        ),
        "websocket": AllowedHostsOriginValidator(SessionMiddlewareStack(URLRouter(matches))),
    }
)
