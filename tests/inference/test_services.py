"""Routes in the database: who can be asked, what becomes of a request, keys and breakers."""

import logging

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from inference import selectors, services
from inference.backends.base import BackendError, Blocked, NoRoute, RouteLeftAlone, TooLong
from inference.completion_facts import CompletionFacts
from inference.models import Completion, Route
from lib.audit.models import AuditEvent
from tests.inference.moments import NOON, after_noon

pytestmark = pytest.mark.django_db
SLUG = "someone"


@pytest.fixture
def route() -> Route:
    facts = {"backend": "openai_compatible", "base_url": "https://models.example.org/v1"}
    services.ensure_route(slug=SLUG, facts=facts)
    return Route.objects.get(contestant_slug=SLUG)


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch):
    """Sets what time it is, in seconds after noon."""

    def at(seconds: float):
        monkeypatch.setattr("inference.services.timezone.now", lambda: after_noon(seconds))

    at(0)
    return at


def ended(began: float, error: BackendError | None = None, first: float | None = 0.5):
    facts = CompletionFacts(
        started_at=after_noon(began),
        total_seconds=1.0,
        first_token_seconds=None if error else first,
        finish_reason="" if error else "stop",
        provider_request_id="r" * 300,
        error=error,
    )
    return services.record_completion(slug=SLUG, outcome=facts, caller="reply:1")


def fail(noon, times: int, start: float = 0.0) -> None:
    for index in range(times):
        noon(start + index + 0.5)
        ended(start + index, BackendError("garbage"))


def test_a_completion_keeps_the_whole_error_for_the_admin(route, noon):
    ended(0, BackendError("an event is not JSON: {nonsense"))
    kept = Completion.objects.get()
    assert (kept.error_kind, kept.caller) == ("broken", "reply:1")
    assert "nonsense" in kept.error_detail
    assert len(kept.provider_request_id) == 120
    route.refresh_from_db()
    assert route.last_error == "broken: an event is not JSON: {nonsense"


def test_a_completion_of_a_route_that_is_gone_is_let_go(db):
    assert ended(0) is None


def test_three_failures_take_a_route_out_of_battles_until_it_may_be_tried(route, noon):
    fail(noon, 2)
    assert SLUG in selectors.available_slugs(after_noon(2))
    fail(noon, 1, start=2)
    assert SLUG not in selectors.available_slugs(after_noon(3))
    assert SLUG in selectors.available_slugs(after_noon(33))


def test_an_open_breaker_lets_nobody_through(route, noon):
    fail(noon, 3)
    with pytest.raises(RouteLeftAlone):
        services.claim_route(slug=SLUG, now=after_noon(10))


def test_a_half_open_breaker_lets_one_request_through(route, noon):
    fail(noon, 3)
    assert services.claim_route(slug=SLUG, now=after_noon(40)).slug == SLUG
    with pytest.raises(RouteLeftAlone):
        services.claim_route(slug=SLUG, now=after_noon(41))
    assert SLUG not in selectors.available_slugs(after_noon(41))
    noon(42)
    ended(40)
    assert services.claim_route(slug=SLUG, now=after_noon(43)).slug == SLUG
    assert services.claim_route(slug=SLUG, now=after_noon(43)).slug == SLUG


def test_a_trial_that_fails_opens_it_for_longer(route, noon):
    fail(noon, 3)
    services.claim_route(slug=SLUG, now=after_noon(40))
    noon(41)
    ended(40, BackendError("still garbage"))
    route.refresh_from_db()
    assert route.opened_until == after_noon(41 + 60)


def test_a_trial_that_was_stopped_lets_another_try(route, noon):
    fail(noon, 3)
    services.claim_route(slug=SLUG, now=after_noon(40))
    noon(41)
    ended(40, first=None)
    assert services.claim_route(slug=SLUG, now=after_noon(42)).slug == SLUG


def test_a_request_that_was_never_sent_does_not_end_the_trial(route, noon):
    fail(noon, 3)
    services.claim_route(slug=SLUG, now=after_noon(40))
    noon(41)
    ended(41, RouteLeftAlone("left alone"))
    with pytest.raises(RouteLeftAlone):
        services.claim_route(slug=SLUG, now=after_noon(42))


@pytest.mark.parametrize("error", [TooLong("x"), Blocked("x")])
def test_a_visitors_fault_never_opens_the_breaker(route, noon, error):
    for index in range(5):
        ended(index, error)
    route.refresh_from_db()
    assert (route.num_failures_in_a_row, route.last_error) == (0, "")


def test_an_admin_can_close_a_breaker_at_once(route, noon, alice):
    fail(noon, 3)
    route.refresh_from_db()
    services.close_breaker(route=route, actor=alice)
    assert services.claim_route(slug=SLUG, now=after_noon(4)).slug == SLUG
    assert AuditEvent.objects.get().action == "route.breaker_closed"


def test_a_route_that_is_switched_off_is_no_route(route, alice):
    services.set_enabled(route=route, enabled=False, actor=alice)
    assert selectors.available_slugs(NOON) == set()
    for ask in (selectors.route_spec, lambda slug: services.claim_route(slug=slug, now=NOON)):
        with pytest.raises(NoRoute):
            ask(SLUG)
        with pytest.raises(NoRoute):
            ask("nobody")


def test_a_key_is_stored_encrypted_and_shown_nowhere(route, alice, caplog):
    caplog.set_level(logging.DEBUG)
    services.set_api_key(route=route, key="very-secret", actor=alice)
    spec = selectors.route_spec(SLUG)
    assert spec.api_key == "very-secret"
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM inference_route")
        assert "very-secret" not in str(cursor.fetchall())
    event = AuditEvent.objects.get()
    assert event.action == "route.key_set"
    assert "very-secret" not in f"{spec!r} {event.detail} {route!r} {caplog.text}"
    services.set_api_key(route=route, key="", actor=alice)
    assert selectors.route_spec(SLUG).api_key == ""


def test_a_key_that_was_stored_under_another_secret_is_no_route(route, settings):
    services.set_api_key(route=route, key="very-secret")
    settings.CREDENTIALS_KEY = "another"
    with pytest.raises(NoRoute, match="enter the key of someone again"):
        selectors.route_spec(SLUG)


def test_the_embedded_engine_gets_its_own_key_and_nobody_else_does(route, settings):
    assert settings.ENGINE_KEY not in selectors.route_spec(SLUG).api_key
    Route.objects.update(base_url="")
    spec = selectors.route_spec(SLUG)
    assert (spec.base_url, spec.api_key) == (settings.ENGINE_URL, settings.ENGINE_KEY)


def test_nothing_in_the_database_widens_the_private_hosts(route, settings):
    settings.ROUTE_PRIVATE_HOSTS = ["127.0.0.1:8100"]
    Route.objects.update(base_url="http://127.0.0.1:22/v1", options={"private_hosts": ["*"]})
    assert selectors.route_spec(SLUG).private_hosts == {"127.0.0.1:8100"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("backend", "telepathy"),
        ("backend", "scripted"),
        ("base_url", "http://169.254.169.254/latest"),
        ("base_url", "https://10.0.0.1/v1"),
        ("options", ["stream"]),
    ],
)
def test_a_route_that_cannot_be_is_refused_when_saved(route, settings, field, value):
    settings.SCRIPTED_ROUTES = False
    setattr(route, field, value)
    with pytest.raises(ValidationError) as caught:
        route.full_clean()
    assert field in caught.value.message_dict


def test_scripted_routes_are_for_tests_only(route, settings):
    settings.SCRIPTED_ROUTES = True
    Route.objects.update(backend="scripted")
    assert SLUG in selectors.available_slugs(NOON)
    assert selectors.route_spec(SLUG).backend == "scripted"
    settings.SCRIPTED_ROUTES = False
    assert SLUG not in selectors.available_slugs(NOON)
    with pytest.raises(NoRoute, match="SCRIPTED_ROUTES"):
        selectors.route_spec(SLUG)
    with pytest.raises(SystemCheckError, match=r"inference\.E003"):
        call_command("check", databases=["default"])
    Route.objects.update(enabled=False)
    call_command("check", databases=["default"])


def test_a_backend_that_does_not_exist_is_found_by_the_checks(route):
    Route.objects.update(backend="telepathy")
    with pytest.raises(SystemCheckError, match=r"inference\.E002"):
        call_command("check", databases=["default"])


def test_a_private_host_without_a_port_is_found_by_the_checks(settings):
    settings.ROUTE_PRIVATE_HOSTS = ["localhost"]
    with pytest.raises(SystemCheckError, match=r"inference\.E001"):
        call_command("check")
