"""System checks of inference: private hosts that can be understood, routes that can be used."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError, connections

from inference.backends import BACKENDS


def check_private_hosts(**kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"ROUTE_PRIVATE_HOSTS has {entry!r}, which is no host with a port.",
            hint="Write host:port, such as 127.0.0.1:8100, with commas between them.",
            id="inference.E001",
        )
        for entry in settings.ROUTE_PRIVATE_HOSTS
        if not entry.rpartition(":")[0] or not entry.rpartition(":")[2].isdecimal()
    ]


def check_routes(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Asks the database, so it runs with migrate and with check --database default."""
    if "default" not in (databases or ()):
        return []
    route_model = apps.get_model("inference", "Route")
    try:
        if route_model._meta.db_table not in connections["default"].introspection.table_names():
            return []
        routes = list(
            route_model.objects.filter(enabled=True).values_list("contestant_slug", "backend")
        )
    except DatabaseError:
        return []  # no database yet, or an older table: the migrations will say so
    return [*_unknown(routes), *_scripted(routes)]


def _unknown(routes: Iterable[tuple[str, str]]) -> list[CheckMessage]:
    return [
        Error(
            f"The route of {slug} has the backend {backend!r}, which does not exist.",
            hint=f"Choose one of {', '.join(BACKENDS)} in the admin, or disable the route.",
            id="inference.E002",
        )
        for slug, backend in routes
        if backend not in BACKENDS
    ]


def _scripted(routes: Iterable[tuple[str, str]]) -> list[CheckMessage]:
    if settings.SCRIPTED_ROUTES:
        return []
    return [
        Error(
            f"The route of {slug} is scripted: it would answer without any model.",
            hint="Disable the route in the admin; SCRIPTED_ROUTES=1 is for tests only.",
            id="inference.E003",
        )
        for slug, backend in routes
        if backend == "scripted"
    ]
