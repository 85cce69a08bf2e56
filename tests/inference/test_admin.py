"""The admin of routes: keys that go in and never come out, the button that asks, the actions."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from inference import admin, forms, selectors, services
from inference.models import Completion, Route
from lib.audit.models import AuditEvent
from tests.inference.moments import NOON

LIST = "admin:inference_route_changelist"


@pytest.fixture(autouse=True)
def _names(monkeypatch: pytest.MonkeyPatch):
    """A resolver of our own: what names lead to does not depend on the network."""

    async def resolve(host: str, port: int) -> list[str]:
        return ["10.0.0.7"] if host.startswith("inside") else ["93.184.216.34"]

    monkeypatch.setattr(forms, "system_resolve", resolve)


@pytest.fixture
def route(db: None, settings) -> Route:
    settings.SCRIPTED_ROUTES = True
    facts = {"backend": "scripted", "options": {"text": "Good <b>day</b>"}}
    services.ensure_route(slug="someone", facts=facts)
    return Route.objects.get()


def form_of(route: Route, **changes: object) -> dict[str, object]:
    fields = admin.RouteAdmin.form.base_fields
    values = {name: getattr(route, name, "") for name in fields} | {"options": "{}"}
    values["backend"] = route.backend
    values |= {"enabled": "on", "api_key": "", "forget_key": ""} | changes
    return {name: value for name, value in values.items() if value not in (None, False)}


def change_url(route: Route) -> str:
    return reverse("admin:inference_route_change", args=[route.pk])


def try_url(route: Route) -> str:
    return reverse("admin:inference_route_try", args=[route.pk])


def provider(**changes: object) -> dict[str, object]:
    base = {"backend": "openai_compatible", "base_url": "https://models.example.org/v1"}
    return base | changes


def test_try_it_really_asks_and_shows_the_answer(admin_client, route):
    page = admin_client.post(try_url(route)).content.decode()
    assert "Good &lt;b&gt;day&lt;/b&gt;" in page
    assert "First token" in page
    assert Completion.objects.get().caller.startswith("try:")


def test_try_it_shows_the_whole_error(admin_client, route):
    Route.objects.update(options={"error": "unavailable"})
    page = admin_client.post(try_url(route)).content.decode()
    assert "It failed: unavailable" in page
    assert "scripted: unavailable" in page


def test_try_it_says_why_a_route_cannot_be_asked(admin_client, route, settings):
    settings.SCRIPTED_ROUTES = False
    page = admin_client.post(try_url(route)).content.decode()
    assert "SCRIPTED_ROUTES is off" in page


def test_try_it_closes_a_breaker_when_the_route_answers(admin_client, route):
    Route.objects.update(num_failures_in_a_row=3, opened_until=NOON, last_error_at=NOON)
    admin_client.post(try_url(route))
    route.refresh_from_db()
    assert route.opened_until is None


def test_try_it_is_no_link_and_no_gift(client, admin_client, route, alice):
    assert admin_client.get(try_url(route)).status_code == 405
    alice.is_staff = True
    alice.save()
    alice.user_permissions.add(Permission.objects.get(codename="view_route"))
    client.force_login(alice)
    assert client.post(try_url(route)).status_code == 403
    client.logout()
    assert client.post(try_url(route)).status_code == 302
    assert not Completion.objects.exists()


def test_the_button_is_on_the_page_and_nothing_on_it_is_inline(admin_client, route):
    page = admin_client.get(change_url(route)).content.decode()
    assert f'action="{try_url(route)}"' in page
    for response in (page, admin_client.post(try_url(route)).content.decode()):
        assert "style=" not in response
        assert "onclick=" not in response
        assert "<script>" not in response


def test_a_key_goes_in_and_never_comes_out(admin_client, route):
    data = form_of(route, **provider(api_key="very-secret"))
    assert admin_client.post(change_url(route), data).status_code == 302
    assert selectors.route_spec("someone").api_key == "very-secret"
    page = admin_client.get(change_url(route)).content.decode()
    assert "very-secret" not in page
    assert "there is one" in page
    assert "very-secret" not in str(list(AuditEvent.objects.values()))
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert actions == {"admin.change", "route.key_set"}


def test_saving_without_a_key_keeps_it_and_it_can_be_forgotten(admin_client, route):
    admin_client.post(change_url(route), form_of(route, **provider(api_key="very-secret")))
    admin_client.post(change_url(route), form_of(route, **provider(temperature=0.1)))
    assert selectors.route_spec("someone").api_key == "very-secret"
    admin_client.post(change_url(route), form_of(route, **provider(forget_key="on")))
    assert selectors.route_spec("someone").api_key == ""


def test_a_stored_key_does_not_follow_the_route_to_another_host(admin_client, route):
    admin_client.post(change_url(route), form_of(route, **provider(api_key="very-secret")))
    elsewhere = provider(base_url="https://elsewhere.example.org/v1")
    response = admin_client.post(change_url(route), form_of(route, **elsewhere))
    assert "leads to another host" in response.content.decode()
    assert selectors.route_spec("someone").base_url == "https://models.example.org/v1"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://inside.example.org/v1", "not a public address"),
        ("https://169.254.169.254/v1", "not a public address"),
        ("http://models.example.org/v1", "only https"),
    ],
)
def test_an_address_that_leads_inside_is_refused(admin_client, route, url, words):
    response = admin_client.post(change_url(route), form_of(route, **provider(base_url=url)))
    assert words in response.content.decode()
    route.refresh_from_db()
    assert route.base_url == ""


def test_a_new_route_can_be_added(admin_client, settings):
    settings.SCRIPTED_ROUTES = False
    new = Route(contestant_slug="new", backend="eliza")
    response = admin_client.post(reverse("admin:inference_route_add"), form_of(new))
    assert response.status_code == 302
    assert selectors.available_slugs(NOON) == {"new"}


def test_actions_go_through_services(admin_client, route):
    Route.objects.update(num_failures_in_a_row=5, opened_until=NOON, last_error_at=NOON)
    for action in ("disable", "enable", "close_breaker"):
        admin_client.post(reverse(LIST), {"action": action, "_selected_action": [route.pk]})
    route.refresh_from_db()
    assert (route.enabled, route.opened_until) == (True, None)
    assert list(AuditEvent.objects.order_by("number").values_list("action", flat=True)) == [
        "route.disabled",
        "route.enabled",
        "route.breaker_closed",
    ]


@pytest.mark.parametrize(
    ("until_year", "words"), [(None, "closed"), (2020, "half-open"), (2999, "open until")]
)
def test_the_list_shows_each_breaker(admin_client, route, until_year, words):
    until = NOON.replace(year=until_year) if until_year else None
    Route.objects.update(opened_until=until, last_error="broken: cut")
    page = admin_client.get(reverse(LIST)).content.decode()
    assert words in page
    assert "broken: cut" in page


def test_completions_are_read_and_never_changed(admin_client, route):
    Route.objects.update(options={"error": "broken"})
    admin_client.post(try_url(route))
    kept = Completion.objects.get()
    page = admin_client.get(reverse("admin:inference_completion_changelist"))
    assert "broken" in page.content.decode()
    url = reverse("admin:inference_completion_change", args=[kept.pk])
    assert "scripted: broken" in admin_client.get(url).content.decode()
    assert admin_client.post(url, {"caller": "me"}).status_code == 403
    assert admin_client.get(reverse("admin:inference_completion_add")).status_code == 403
