"""What all tests share: people, real servers, and settings that keep a test quick and alone."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.db import connection

from lib import rate_limit
from lib.audit import triggers
from lib.audit.models import AuditEvent
from tests import servers

PASSWORD = "correct horse battery"
NEVER_LEFT_OUT = {"browser", "postgresql", "redis", "engine", "postgres_url", "redis_server"}


def pytest_configure(config: pytest.Config) -> None:
    django_settings.CAPTCHA = "test"
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.WHITENOISE_AUTOREFRESH = django_settings.WHITENOISE_USE_FINDERS = True
    django_settings.STORAGES = django_settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """With CI=true a test that needs a server or a browser may not be left out."""
    report = yield
    needs = {marker.name for marker in item.iter_markers()} | set(item.fixturenames)
    if report.skipped and os.environ.get("CI") == "true" and needs & NEVER_LEFT_OUT:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was left out, and CI=true forbids it: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite as in production: a file, so that threads and processes meet in it."""
    database = django_settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"] = database["TEST"] | {
            "NAME": str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        }


@pytest.fixture(autouse=True)
def _nobody_has_asked_before() -> None:
    """Without Redis limits are counted in the process, which all tests share."""
    rate_limit.forget()


@pytest.fixture(autouse=True)
def _audit_log_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test that really commits, tables are emptied; the audit log refuses that."""
    marker = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or "live_server" in request.fixturenames
    if not commits and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    triggers.remove(connection)
    AuditEvent.objects.all().delete()
    triggers.install(connection)


@pytest.fixture
def alice(db: None):
    return get_user_model().objects.create_user("alice@example.org", PASSWORD)


@pytest.fixture
def bob(db: None):
    return get_user_model().objects.create_user("bob@example.org", PASSWORD)


@pytest.fixture
def admin_client(db: None, client):
    user = get_user_model().objects.create_superuser("admin@example.org", PASSWORD)
    client.force_login(user)
    return client


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real redis-server of our own, on a unix socket."""
    with servers.redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of an empty database in a real PostgreSQL cluster of our own."""
    with servers.postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")
