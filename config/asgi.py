"""HTTP, its long streams and sockets: Django for pages, plain coroutines for what stays open."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
pages = get_asgi_application()

from channels.sessions import SessionMiddlewareStack  # noqa: E402 - apps are ready
from django.conf import settings  # noqa: E402
from django.urls import re_path  # noqa: E402

from arena.event_stream import EventStream  # noqa: E402
from arena.live_log import CHANNELS as BATTLES  # noqa: E402
from games.broadcasting import CHANNELS as MATCHES  # noqa: E402
from games.long_poll import LongPoll  # noqa: E402
from games.sockets import A_MATCH, sockets  # noqa: E402
from lib.event_hub import EventHub  # noqa: E402
from lib.socket_origin import OwnPagesOnly  # noqa: E402

match_hub = EventHub(settings.REDIS_URL, MATCHES)
sockets_of_matches = SessionMiddlewareStack(URLRouter(sockets(match_hub)))
waiting_bots = LongPoll(match_hub, pages)  # type: ignore[arg-type]  # an ASGI app
events = SessionMiddlewareStack(EventStream(EventHub(settings.REDIS_URL, BATTLES)))
application = ProtocolTypeRouter(
    {
        "http": URLRouter(
            [
                re_path(r"^battles/(?P<battle_id>[0-9a-f-]{36})/events$", events),
                re_path(rf"^api/v1/bots/matches/{A_MATCH}/$", waiting_bots),  # type: ignore[arg-type]
                re_path(r"", pages),  # type: ignore[arg-type]  # an ASGI app
            ]
        ),
        "websocket": OwnPagesOnly(sockets_of_matches, settings.ALLOWED_HOSTS),
    }
)
