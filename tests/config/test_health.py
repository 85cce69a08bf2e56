"""/livez and /readyz: what they ask, and what they say when a piece is missing."""

import asyncio

import httpx
import pytest
from django.core.management import call_command

from config import health, heartbeat

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]


@pytest.fixture
def whole_site(settings, redis_server, monkeypatch):
    """Everything is there; the engine's answer is the only thing that is made up."""
    settings.REDIS_URL = redis_server
    call_command("createcachetable", verbosity=0)
    for name in ("worker", "beat"):
        heartbeat.beat(name)
    monkeypatch.setattr(httpx, "get", lambda url, **_: httpx.Response(200))
    health._demand_migrated.cache_clear()


def checks(client) -> tuple[int, dict]:
    response = client.get("/readyz")
    return response.status_code, response.json()["checks"]


def missing(client) -> list[str]:
    status, found = checks(client)
    assert status == 503
    return [name for name, check in found.items() if not check["ok"]]


def test_livez_answers_without_a_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/livez").status_code == 200


def test_ready_when_every_piece_is_there(client, whole_site):
    status, found = checks(client)
    assert status == 200, found
    assert set(found) == set(health.CHECKS)


def test_a_missing_redis_is_named_with_all_that_hangs_on_it(client, whole_site, settings):
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    assert missing(client) == ["redis", "worker", "beat"]


def test_a_silent_beat_is_named(client, whole_site, settings):
    with heartbeat.connect() as redis:
        redis.delete("alive:beat")
    assert missing(client) == ["beat"]
    with heartbeat.connect() as redis:
        redis.set("alive:beat", "1000.0")
    assert missing(client) == ["beat"]


def test_an_engine_that_is_down_is_named(client, whole_site, monkeypatch):
    monkeypatch.undo()
    assert "engine" in missing(client)


def test_an_engine_elsewhere_is_not_asked(client, whole_site, settings):
    settings.ENGINE_URL = "http://10.0.0.5:8100/v1"
    status, found = checks(client)
    assert (status, "engine" in found) == (200, False)


def test_a_full_disk_is_named(client, whole_site, monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 10**18)
    assert missing(client) == ["disk"]


def test_a_check_that_hangs_is_cut_off(whole_site, monkeypatch):
    monkeypatch.setattr(health, "CHECK_TIMEOUT_SECONDS", 0.05)
    released = asyncio.Event()

    async def measure() -> dict:
        loop = asyncio.get_running_loop()

        def hang() -> str:
            asyncio.run_coroutine_threadsafe(released.wait(), loop).result()
            return "too late"

        try:
            return await health._measure(hang)
        finally:
            released.set()

    assert asyncio.run(measure())["detail"] == "no answer within 0.05 s"


def test_it_tells_strangers_no_details_of_a_failure(client, whole_site, settings):
    settings.REDIS_URL = "unix:///a/secret/place.sock"
    assert "secret" not in client.get("/readyz").content.decode()
