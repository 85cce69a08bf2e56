"""Two people on the real site: a killed web process costs them nothing; one sees the other go."""

from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from redis import Redis

from config.redis_socket import socket_path
from games.attending import restarts
from games.clocks import AFTER_RESTART
from tests.chromium import chromium, violations
from tests.servers import wait_until
from tests.site import Site, run_site

pytestmark = [pytest.mark.browser, pytest.mark.redis, pytest.mark.engine, pytest.mark.timeout(300)]
WAIT_MS = 60_000


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with run_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture
def people(site: Site):
    with chromium() as browser:
        yield [browser.new_context(base_url=site.url).new_page() for _person in range(2)]


def meet(alice: Page, bob: Page) -> None:
    """With a clock of 60 seconds a move, by a link."""
    alice.goto("/games/")
    card = alice.locator("#connect-four")
    card.locator("summary").click()
    card.get_by_label("Clock").select_option("casual")
    card.get_by_role("button", name="With a friend").click()
    bob.goto(alice.locator("#invite-link").input_value())
    expect(bob.get_by_text("60 seconds a move")).to_be_visible()
    bob.get_by_role("button", name="Sit down").click()


def drop(people: list[Page], column: int, num_discs: int) -> None:
    """Whoever is on the move does it, and both see it."""
    mover = next(page for page in people if page.locator("#table button").count())
    mover.locator("#table button").nth(column).click()
    for page in people:
        expect(page.locator(".cell .disc")).to_have_count(num_discs, timeout=WAIT_MS)


def due_at(site: Site) -> datetime:
    [(text,)] = site.query("SELECT due_at FROM games_match")
    return datetime.fromisoformat(text)


def test_two_people_play_through_a_killed_web_process_and_one_goes(site, people):
    alice, bob = people
    meet(alice, bob)
    for page in people:
        expect(page.locator("#company")).to_contain_text("player is here", timeout=WAIT_MS)
    drop(people, 3, 1)
    assert violations(alice) == []

    before = due_at(site)
    with Redis(unix_socket_path=str(socket_path(site.data_dir))) as redis:
        redis.delete(restarts.GIVEN)  # that the site began is no news any more
    site.kill("web")
    for page in people:
        expect(page.locator("#wire")).to_have_attribute("data-state", "cut", timeout=WAIT_MS)
    for page in people:
        expect(page.locator("#wire")).to_have_attribute("data-state", "open", timeout=WAIT_MS)
        expect(page.locator("#cut")).to_be_hidden()
    wait_until(lambda: due_at(site) == before + AFTER_RESTART, 20, "the clock to be lengthened")
    drop(people, 4, 2)

    bob.close()
    expect(alice.locator("#company")).to_contain_text("closed the window", timeout=WAIT_MS)
    expect(alice.locator("#match-words")).to_contain_text("closed the window")
