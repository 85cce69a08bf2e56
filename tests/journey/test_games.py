"""A whole match of each game in Chromium on the real engine; one of them by keyboard alone."""

import pytest
from playwright.sync_api import Browser, Page, expect

from games.rules import GAMES
from tests.chromium import chromium, listen, violations
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.redis, pytest.mark.engine, pytest.mark.timeout(300)]
PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
WAIT_MS = 60_000
MOST_MOVES = 60
SAID = "It is a thing that people have at home, number {}"


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser, site: Site):
    context = browser.new_context(base_url=site.url, **PHONE)
    yield context.new_page()
    context.close()


def begin(page: Page, game: str) -> None:
    page.goto("/games/")
    page.locator(f"#{game} .game-card__first button").click()
    expect(page.locator("#match")).to_be_visible()


def wait_for_turn(page: Page) -> bool:
    """False when the match is over."""
    expect(page.locator("#controls form[data-move], [data-ending]").first).to_be_visible(
        timeout=WAIT_MS
    )
    return page.locator("[data-ending]").count() == 0


def move(page: Page, number: int) -> None:
    """Whatever the first form takes: words where there is a box, else one of its buttons."""
    form = page.locator("#controls form[data-move]").first
    base = form.locator("[name=base]").input_value()
    for box in form.locator("input:not([type=hidden]), textarea").all():
        box.fill(SAID.format(number)[: int(box.get_attribute("maxlength") or 40)])
    buttons = form.locator("button")
    if buttons.count():
        buttons.nth(number % buttons.count()).click()
    else:  # Connect Four: the buttons are the columns of its board
        columns = page.locator("#table button:not([disabled])")
        columns.nth(number % columns.count()).click()
    expect(page.locator(f"#controls [name=base][value='{base}']")).to_have_count(0, timeout=WAIT_MS)


@pytest.mark.parametrize("game", list(GAMES))
def test_a_match_is_played_to_its_end(page, game):
    complaints = listen(page)
    begin(page, game)
    for number in range(MOST_MOVES):
        if not wait_for_turn(page):
            break
        if number == 1:
            page.reload()  # what was there is there again
            wait_for_turn(page)
        move(page, number)
    expect(page.locator("[data-ending]")).to_be_visible(timeout=WAIT_MS)
    assert violations(page) == []
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]


def test_a_match_is_played_by_keyboard_alone(page):
    page.goto("/games/")
    page.locator("#akinator .game-card__first button").focus()
    page.keyboard.press("Enter")
    for _ in range(25):
        if not wait_for_turn(page):
            break
        base = page.locator("#controls [name=base]").first.input_value()
        page.keyboard.press("5")  # no
        expect(page.locator(f"#controls [name=base][value='{base}']")).to_have_count(
            0, timeout=WAIT_MS
        )
    expect(page.locator("[data-ending]")).to_be_visible(timeout=WAIT_MS)
