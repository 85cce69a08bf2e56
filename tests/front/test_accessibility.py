"""axe on every page, at a desk in light and dark and on a phone: it finds nothing."""

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from playwright.sync_api import Page

from lib.bot_tokens.services import make_token
from tests.arena.scene import add_contestant
from tests.chromium import chromium, listen, violations
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OPEN = [
    "/",
    "/side-by-side/",
    "/direct/",
    "/leaderboard/",
    "/contestants/ajax/",
    "/about/",
    "/history/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/no-such-page/",
]
OWN = [
    "/account/",
    "/account/bots/",
    "/account/delete/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/logout/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
]
DEVICES = {
    "desk-light": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
    "desk-dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "phone-light": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
    "phone-dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}


@pytest.mark.parametrize("device", DEVICES)
def test_axe_finds_nothing_on_any_page(live_server, monkeypatch, settings, device):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright has a loop in this thread
    for slug in ("ajax", "hektor"):
        add_contestant(slug)
    alice = get_user_model().objects.create_user("alice@example.org", PASSWORD)
    make_token(user=alice, name="A bot with rather a long name for a phone", now=timezone.now())
    with chromium() as browser:
        settings.SCRIPTED_ROUTES = False
        page = browser.new_context(base_url=live_server.url, **DEVICES[device]).new_page()
        complaints = listen(page)
        found = examined(page, "/side-by-side/")  # nobody can answer
        settings.SCRIPTED_ROUTES = True
        found += [line for path in OPEN for line in examined(page, path)]
        page.goto("/accounts/login/?next=/account/")
        page.locator("input[name=login]").fill("alice@example.org")
        give_password(page)
        found += [line for path in OWN for line in examined(page, path)]

    assert found == []
    assert [line for line in complaints if "404 (Not Found)" not in line] == []


def examined(page: Page, path: str) -> list[str]:
    page.goto(path)
    found = violations(page)
    if "/reauthenticate/" in page.url:
        give_password(page)
        found += violations(page)
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, f"{path} scrolls sideways"] if wide else found


def give_password(page: Page) -> None:
    page.locator("input[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("input[name=password]").press("Enter")
