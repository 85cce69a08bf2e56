"""The pages of a board in Chromium: at a desk and on a phone, by axe, and without scripts."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.chromium import chromium, listen, violations
from tests.servers import wait_until
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.redis, pytest.mark.engine]
SLUG = "olden-times"
PAGES = ["", "overview/", "pairs/", "history/", "map/", "price/", "predict/", "ada/bo/"]
DESK = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}
PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def board(site: Site, tmp_path_factory) -> str:
    """An imported board of four, refitted; the address of its first page."""
    path: Path = tmp_path_factory.mktemp("votes") / "votes.jsonl"
    names = ["Ada", "Bo", "Cy", "Di"]
    votes = [
        {"model_a": a, "model_b": b, "winner": winner}
        for i, a in enumerate(names)
        for b in names[i + 1 :]
        for winner in ["model_a"] * 12 + ["model_b"] * 6 + ["tie"] * 4 + ["tie (bothbad)"] * 2
    ]
    path.write_text("\n".join(json.dumps(vote) for vote in votes))
    site.manage(
        "import_votes",
        str(path),
        "--board",
        SLUG,
        "--name",
        "Olden times",
        "--source",
        "A test",
        "--format",
        "table",
        "--columns",
        "left=model_a,right=model_b,winner=winner",
        "--refit",
    )
    for method in ("davidson", "rao-kupper"):
        site.manage("refit", "--board", SLUG, "--method", method)
    count = "select count(*) from ranking_leaderboard where board = ?"
    wait_until(lambda: site.query(count, SLUG)[0][0] >= 3, 60, "the board to be there")
    return f"/leaderboard/{SLUG}/"


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk-light", "phone-dark"])
@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_whole_and_pleases_axe(browser: Browser, site, board, device, name):
    page = browser.new_context(base_url=site.url, **device).new_page()
    complaints = listen(page)
    page.goto(board + name)
    expect(page.locator("h1")).to_have_text("Olden times")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert violations(page) == []
    assert complaints == []


def test_lenses_are_chosen_by_keyboard_and_without_scripts(browser: Browser, site, board):
    context = browser.new_context(base_url=site.url, java_script_enabled=False, **DESK)
    page = context.new_page()
    page.goto(board)
    page.get_by_role("link", name="Davidson").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}{board}?method=davidson")
    expect(page.get_by_role("link", name="Davidson")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Predict").click()
    page.get_by_label("The other").select_option("di")
    page.get_by_role("button", name="Predict").click()
    expect(page.locator("main")).to_contain_text("Di is better")
    expect(page.locator("main")).to_contain_text("Rao-Kupper")
