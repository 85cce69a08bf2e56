"""A battle as a person has it, in Chromium on the real engine: at a desk and on a phone."""

import re
import secrets

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import chromium, listen, violations
from tests.http_visitor import PASSWORD
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.redis, pytest.mark.engine]
ANSWERED_MS = 120_000
DESK = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "color_scheme": "dark",
    "has_touch": True,
    "is_mobile": True,
}


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


def open_page(browser: Browser, site: Site, **options: object) -> Page:
    context = browser.new_context(base_url=site.url, **options)  # type: ignore[arg-type]
    return context.new_page()


def ask(page: Page, prompt: str) -> None:
    page.goto("/")
    page.get_by_label("Your prompt").fill(prompt)
    page.locator("#consent").check()
    page.get_by_role("button", name="Send").click()
    page.wait_for_url(re.compile(r"/battles/[0-9a-f-]{36}/$"))


def wait_for_verdicts(page: Page) -> None:
    expect(page.locator("#verdicts")).to_be_visible(timeout=ANSWERED_MS)


def sign_up(page: Page) -> None:
    page.locator("input[name=email]").fill(f"{secrets.token_hex(5)}@example.org")
    page.locator("input[name=password1]").fill(PASSWORD)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/battles/"))


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk-light", "phone-dark"])
def test_a_person_asks_signs_up_votes_and_sees_the_names(browser, site, device):
    page = open_page(browser, site, **device)
    complaints, found = listen(page), []
    page.goto("/")
    found += violations(page)
    ask(page, "Why is the sea salty?")
    wait_for_verdicts(page)
    found += violations(page)
    expect(page.locator("#verdicts")).to_be_focused()

    page.get_by_role("button", name="Tie").click()
    page.wait_for_url(re.compile(r"/accounts/signup/"))
    found += violations(page)
    sign_up(page)
    wait_for_verdicts(page)
    page.get_by_role("button", name="A is better").click()
    expect(page.locator("#reveal")).to_contain_text("You said: A is better")
    expect(page.locator("#reveal [data-card]")).to_have_count(2)
    found += violations(page)

    for path in ("/leaderboard/", "/history/", "/about/", "/account/"):
        page.goto(path)
        found += violations(page)
        too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not too_wide, f"{path} scrolls sideways"
    assert [c for c in complaints if "status of 401" not in c] == []
    assert found == []


def test_a_reload_in_the_middle_goes_on_where_it_was(browser, site):
    page = open_page(browser, site, **DESK)
    complaints = listen(page)
    ask(page, "Describe the four seasons in a few sentences each.")
    expect(page.locator("#turns")).to_contain_text(re.compile(r"writing|done"), timeout=ANSWERED_MS)

    page.reload()
    wait_for_verdicts(page)
    shown = page.locator("#turns").inner_text()
    page.reload()

    assert squeezed(page.locator("#turns").inner_text()) == squeezed(shown)
    assert complaints == []


def squeezed(text: str) -> str:
    return "".join(re.findall(r"\w", text))


def test_by_keyboard_alone(browser, site):
    page = open_page(browser, site, **DESK)
    page.goto("/")
    page.get_by_label("Your prompt").focus()
    page.keyboard.type("What is a lighthouse for?")
    while page.evaluate("document.activeElement.id") != "consent":
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_label("Your prompt").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/battles/"))
    wait_for_verdicts(page)
    page.keyboard.press("4")
    page.wait_for_url(re.compile(r"/accounts/signup/"))
    sign_up(page)
    wait_for_verdicts(page)

    page.keyboard.press("3")

    expect(page.locator("#reveal")).to_contain_text("Both are bad")


def test_without_scripts_one_can_read_and_vote(browser, site):
    with_scripts = open_page(browser, site, **DESK)
    ask(with_scripts, "What is a bridge?")
    wait_for_verdicts(with_scripts)
    with_scripts.get_by_role("button", name="Tie").click()
    with_scripts.wait_for_url(re.compile(r"/accounts/signup/"))
    sign_up(with_scripts)
    cookies = with_scripts.context.cookies()
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(with_scripts.url)

    page.get_by_role("button", name="B is better").click()

    expect(page.locator("#reveal")).to_contain_text("You said: B is better")
    page.goto("/leaderboard/")
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/side-by-side/", "/direct/", "/leaderboard/", "/about/"])
def test_right_to_left_and_320_pixels_survive(browser, site, path):
    page = open_page(browser, site, viewport={"width": 320, "height": 700})
    page.goto(path)
    page.evaluate("document.documentElement.dir = 'rtl'")

    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
