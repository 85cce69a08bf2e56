"""Pages of accounts, second factors and the admin in a real browser: nothing breaks the policy."""

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, sync_playwright

from arena.models import SpentChallenge
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL = "root@example.org"
PAGES = [
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/account/",
    "/account/delete/",
    "/history/",
    "/admin/",
    "/admin/arena/user/",
    "/admin/arena/battle/",
]


@pytest.fixture
def page(monkeypatch) -> Iterator[Page]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright has a loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser.new_page()
        browser.close()


def test_no_page_of_an_account_breaks_the_content_policy(page, live_server):
    get_user_model().objects.create_superuser(EMAIL, PASSWORD)
    problems: list[str] = []
    page.on("console", lambda message: _note(problems, page, message.text))
    page.goto(f"{live_server.url}/accounts/signup/")
    page.goto(f"{live_server.url}/accounts/login/?next=/account/")
    page.locator("input[name=login]").fill(EMAIL)
    _give_password(page)
    page.wait_for_url(f"{live_server.url}/account/")
    for path in PAGES:
        response = page.goto(f"{live_server.url}{path}")
        assert response.status == 200, path
        if "/reauthenticate/" in page.url:
            _give_password(page)
        page.wait_for_url(f"{live_server.url}{path}")
    assert problems == []
    page.goto(f"{live_server.url}/accounts/2fa/totp/activate/")
    assert page.evaluate("document.querySelector('img[src^=data]').naturalWidth") > 0


def test_a_person_signs_up_while_the_browser_does_the_proof_of_work(page, live_server, settings):
    settings.CAPTCHA = "altcha"
    problems: list[str] = []
    page.on("console", lambda message: _note(problems, page, message.text))
    page.goto(f"{live_server.url}/accounts/signup/?next=/account/")
    page.locator("input[name=email]").fill("carol@example.org")
    page.locator("input[name=password1]").fill("a long enough phrase")
    page.locator("input[name=password1]").press("Enter")
    page.wait_for_url(f"{live_server.url}/account/")
    assert get_user_model().objects.get().email == "carol@example.org"
    assert SpentChallenge.objects.count() == 1
    assert problems == []


def _give_password(page: Page) -> None:
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")


def _note(problems: list[str], page: Page, text: str) -> None:
    if "Content Security Policy" in text:
        problems.append(f"{page.url}: {text}")
