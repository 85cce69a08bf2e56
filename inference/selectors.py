"""What inference can be asked: which contestants can be reached, and how."""

from datetime import datetime
from urllib.parse import urljoin

import httpx
from django.conf import settings
from django.db.models import Q

from inference.backends import BACKENDS, FOLLOW_SCHEMAS
from inference.backends.base import NoRoute
from inference.breaker import Breaker
from inference.credentials import KeyUnreadable, decrypt
from inference.models import Route
from inference.route_spec import RouteSpec, Timeouts
from inference.wire import Sampling

__all__ = [
    "NoRoute",
    "available_slugs",
    "breaker_of",
    "num_at_engine",
    "route_spec",
    "slugs_that_follow_schemas",
]

ENGINE_SECONDS = 1.0  # for its health


def available_slugs(now: datetime) -> set[str]:
    """Contestants whose route is enabled and whose breaker is closed, or may be tried again."""
    routes = Route.objects.filter(enabled=True)
    if not settings.SCRIPTED_ROUTES:
        routes = routes.exclude(backend="scripted")
    closed = Q(opened_until__isnull=True) | Q(opened_until__lte=now)
    return set(routes.filter(closed).values_list("contestant_slug", flat=True))


def slugs_that_follow_schemas(now: datetime) -> set[str]:
    """Those available contestants whose answers can be held to a JSON Schema."""
    able = Route.objects.filter(backend__in=FOLLOW_SCHEMAS).values_list(
        "contestant_slug", flat=True
    )
    return available_slugs(now) & set(able)


def num_at_engine() -> int:
    """Requests that the engine works on or has waiting; 0 where it does not say."""
    try:
        health = httpx.get(
            urljoin(settings.ENGINE_URL, "/health"), timeout=ENGINE_SECONDS, trust_env=False
        ).json()
        return int(health["num_running"]) + int(health["num_waiting"])
    except (httpx.HTTPError, ValueError, TypeError, KeyError):  # away, or another kind of server
        return 0


def route_spec(slug: str) -> RouteSpec:
    """Raises NoRoute, with words for the admin, if this contestant cannot be asked at all."""
    route = Route.objects.filter(contestant_slug=slug).first()
    if route is None:
        raise NoRoute(f"{slug} has no route")
    if not route.enabled:
        raise NoRoute(f"the route of {slug} is switched off")
    return spec_of(route)


def spec_of(route: Route) -> RouteSpec:
    """The route as a value, its key decrypted. Raises NoRoute if it cannot be used here."""
    if route.backend not in BACKENDS:
        raise NoRoute(f"there is no backend called {route.backend}")
    if route.backend == "scripted" and not settings.SCRIPTED_ROUTES:
        raise NoRoute("scripted routes are for tests: SCRIPTED_ROUTES is off")
    base_url, api_key = _where(route)
    return RouteSpec(
        slug=route.contestant_slug,
        backend=route.backend,
        base_url=base_url,
        model_name=route.model_name,
        api_key=api_key,
        system_prompt=route.system_prompt,
        sampling=Sampling(route.temperature, route.top_p, route.max_tokens),
        options=route.options,
        timeouts=Timeouts(
            route.connect_seconds,
            route.first_token_seconds,
            route.idle_seconds,
            route.total_seconds,
        ),
        private_hosts=frozenset(settings.ROUTE_PRIVATE_HOSTS),
    )


def _where(route: Route) -> tuple[str, str]:
    """Address and key; without an address it is the embedded engine, which has its own key."""
    if not route.base_url:
        return settings.ENGINE_URL, settings.ENGINE_KEY
    if not route.api_key_encrypted:
        return route.base_url, ""
    try:
        return route.base_url, decrypt(settings.CREDENTIALS_KEY, route.api_key_encrypted)
    except KeyUnreadable as error:
        raise NoRoute(f"{error}: enter the key of {route} again") from None


def breaker_of(route: Route) -> Breaker:
    return Breaker(route.num_failures_in_a_row, route.opened_until, route.last_error_at)
