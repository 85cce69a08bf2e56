"""/livez: this process answers. /readyz: all that a battle needs is there, piece by piece."""

import asyncio
import functools
import shutil
import time
from collections.abc import Callable
from typing import Any

import httpx
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config import heartbeat
from config.supervisor.processes import is_engine_embedded

CHECK_TIMEOUT_SECONDS = 2.0
OLDEST_HEARTBEAT_SECONDS = 30.0
LEAST_FREE_BYTES = 100_000_000


class NotReady(Exception):
    """A piece is missing; the message says which, and tells strangers nothing more."""


@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


async def readyz(request: HttpRequest) -> HttpResponse:
    """200 when all is well, else 503: {"ready", "checks": {name: {"ok", "detail", "ms"}}}."""
    names = [name for name in CHECKS if name != "engine" or is_engine_embedded(settings)]
    results = await asyncio.gather(*(_measure(CHECKS[name]) for name in names))
    checks = dict(zip(names, results, strict=True))
    ready = all(check["ok"] for check in results)
    response = JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)
    response["Cache-Control"] = "no-store"
    return response


async def _measure(check: Callable[[], str]) -> dict[str, Any]:
    start = time.perf_counter()
    run = sync_to_async(_in_own_thread, thread_sensitive=False)
    try:
        detail, ok = await asyncio.wait_for(run(check), CHECK_TIMEOUT_SECONDS), True
    except NotReady as error:
        detail, ok = str(error), False
    except TimeoutError:
        detail, ok = f"no answer within {CHECK_TIMEOUT_SECONDS:g} s", False
    except Exception as error:  # any fault of a piece is that piece's answer, never a 500
        detail, ok = type(error).__name__, False
    return {"ok": ok, "detail": detail, "ms": round((time.perf_counter() - start) * 1000, 1)}


def _in_own_thread(check: Callable[[], str]) -> str:
    try:
        return check()
    finally:
        connections.close_all()


def _database() -> str:
    cache.set("readyz", time.time(), 60)  # the cache is a table: this is a write that commits
    return "written"


def _migrations() -> str:
    _demand_migrated()
    return "up to date"


@functools.cache  # remembers success only: once migrated, a process stays so
def _demand_migrated() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady("the database is older than the code: run manage.py migrate")


def _redis() -> str:
    with heartbeat.connect() as client:
        client.ping()
    return "answers"


def _engine() -> str:
    url = f"http://{settings.ENGINE_HOST}:{settings.ENGINE_PORT}/health"
    response = httpx.get(url, timeout=CHECK_TIMEOUT_SECONDS, trust_env=False)
    if response.status_code != 200:
        raise NotReady(f"answers {response.status_code}")
    return "answers"


def _alive(name: str) -> str:
    age_seconds = heartbeat.age_seconds(name)
    if age_seconds is None or age_seconds > OLDEST_HEARTBEAT_SECONDS:
        raise NotReady("no sign of life for more than half a minute")
    return f"alive {age_seconds:.0f} s ago"


def _disk() -> str:
    free_bytes = shutil.disk_usage(settings.DATA_DIR).free
    if free_bytes < LEAST_FREE_BYTES:
        raise NotReady("less than 100 MB are free")
    return "has room"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "redis": _redis,
    "engine": _engine,
    "worker": functools.partial(_alive, "worker"),
    "beat": functools.partial(_alive, "beat"),
    "disk": _disk,
}
