"""The page of engagement in Chromium: axe finds nothing, and nothing scrolls sideways."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from games import services
from lib.survey.services import answer_survey
from tests.arena.scene import add_contestant
from tests.chromium import chromium, listen, violations
from tests.front.test_games_pages import DEVICES
from tests.games.table import begin
from tests.games.test_results import play

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("device", DEVICES)
def test_the_page_is_sound_with_answers_and_matches(live_server, settings, monkeypatch, device):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright has a loop in this thread
    settings.SCRIPTED_ROUTES = True
    model = add_contestant("oracle")
    play(model)
    given_up = begin(model)
    services.resign(match_id=given_up.pk, seat="holder", now=timezone.now())
    for number, place in enumerate(["chat", "akinator", "akinator", "taboo"]):
        answer_survey(
            place=place,
            subject=str(number),
            visitor_hash="a",
            marks=dict.fromkeys(("like", "satisfied", "often"), str(2 + number)),
            now=timezone.now(),
        )
    with chromium() as browser:
        page = browser.new_context(base_url=live_server.url, **DEVICES[device]).new_page()
        complaints = listen(page)
        page.goto("/engagement/")
        expect(page.get_by_role("table")).to_have_count(5)
        found = violations(page)
        is_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        page.get_by_role("link", name="7 days").click()
        expect(page.get_by_role("link", name="7 days")).to_have_attribute("aria-current", "true")

    assert (found, is_wide, complaints) == ([], False, [])
