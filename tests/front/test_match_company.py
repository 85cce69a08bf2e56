"""The other player is away: a page counts down, and then lets the match be ended."""

import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from redis import Redis

from games import broadcasting, services
from games.attending.attendance import key_of
from games.attending.presence import ENDED, Departure, ended_row
from games.rules.base import Deal
from games.services import Chair, Opening
from lib.visitors import Visitor
from tests.front.test_games_pages import browser, faults, visiting

__all__ = ["browser"]  # a fixture
pytestmark = [pytest.mark.browser, pytest.mark.redis, pytest.mark.django_db(transaction=True)]


def test_an_absence_is_told_counted_down_and_ends_the_match(
    live_server, browser, redis_server, settings
):
    settings.REDIS_URL = redis_server
    broadcasting.connection.cache_clear()
    page, visitor = visiting(browser, live_server.url, "phone-dark")
    chairs = {"red": Chair(visitor=visitor), "yellow": Chair(visitor=Visitor("bob", None, "", ""))}
    opening = Opening("connect-four", Deal("standard", 42, 2), chairs, move_seconds=60)
    match = services.open_match(opening, timezone.now()).match
    with Redis.from_url(redis_server) as redis:
        row = ended_row(Departure.CLOSED, time.time() - 2, 80)
        redis.hset(key_of(match.pk), ENDED + "yellow", row)
    page.clock.install()
    page.goto(f"/games/matches/{match.pk}/")
    wait, claim = page.locator("[data-away-wait]"), page.get_by_role("button", name="Claim the win")
    expect(page.get_by_text("The other player closed the window")).to_be_visible()
    expect(wait).to_be_hidden()
    page.clock.run_for(4000)
    expect(wait).to_contain_text("you can end the match in 2")
    expect(claim).to_be_hidden()
    expect(page.get_by_text("The connection is gone. Nothing is lost")).to_be_visible()
    page.clock.run_for(30_000)
    expect(claim).to_be_visible()
    assert faults(page) == []
    page.goto("/games/watch/")
    expect(page.get_by_text("Nobody plays in the open just now.")).to_be_visible()
    broadcasting.connection.cache_clear()
