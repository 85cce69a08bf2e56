"""The pages of tournaments in Chromium, at a desk and on a phone: axe finds nothing, nothing
scrolls sideways, and a fixture leads to its match."""

import pytest
from playwright.sync_api import expect

from games.tournaments.stepping import play_turn
from tests.arena.scene import add_contestant
from tests.chromium import chromium, faults, listen
from tests.games.tournaments.holding import create, play

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEVICES = (
    {"viewport": {"width": 1280, "height": 860}, "color_scheme": "light"},
    {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
)


def test_a_tournament_is_sound_before_under_way_and_at_its_end(live_server, monkeypatch, settings):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright has a loop in this thread
    settings.SCRIPTED_ROUTES = True
    three = [
        add_contestant(slug, text=f'{{"column": "{column}"}}')
        for slug, column in (("ajax", 1), ("hektor", 2), ("paris", 3))
    ]
    held, under_way = create(three, num_legs=2), create(three)
    play(held)
    play_turn(under_way)
    with chromium() as browser:
        for device in DEVICES:
            page = browser.new_context(base_url=live_server.url, **device).new_page()  # type: ignore[arg-type]
            complaints, found = listen(page), []
            for tournament in (held, under_way):
                page.goto(tournament.get_absolute_url())
                found += faults(page)
            page.goto("/games/tournaments/")
            found += faults(page)
            page.get_by_role("link", name="Connect Four").last.click()
            page.locator(".fixtures a").first.click()
            expect(page.locator("[data-ending]")).to_contain_text(" won")
            found += faults(page)
            assert found == []
            assert [line for line in complaints if "WebSocket" not in line] == []
