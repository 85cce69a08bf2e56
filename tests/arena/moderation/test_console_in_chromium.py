"""The console in a real browser: by keyboard alone, at a desk and on a phone, examined by axe."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session

from arena.models import Battle
from ranking.models import VoterReview
from tests.chromium import chromium, listen, violations
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.redis, pytest.mark.django_db(transaction=True)]
QUEUE = "/admin/moderation/"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def staff_page(live_server, monkeypatch):
    """A page of somebody who may decide, and what it complains of."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright has a loop in this thread
    get_user_model().objects.create_superuser("root@example.org", PASSWORD)
    with chromium() as browser:
        page = browser.new_context(base_url=live_server.url, viewport=DESK).new_page()
        complaints = listen(page)
        page.goto(f"/accounts/login/?next={QUEUE}")
        page.locator("input[name=login]").fill("root@example.org")
        page.locator("input[name=password]").fill(PASSWORD)
        with page.expect_navigation():
            page.locator("input[name=password]").press("Enter")
        yield page
        assert complaints == []


def test_a_queue_is_worked_through_by_keys_alone(suspect, cast, staff_page):
    cast("bob", 4, outcome="right")
    newest, oldest = reversed([suspect(voter) for voter in ("eve", "mallory")])
    page = staff_page
    page.goto(QUEUE)
    with page.expect_navigation():
        page.keyboard.press("j")
    assert page.url.endswith(f"{QUEUE}{oldest.pk}/")
    with page.expect_navigation():
        page.keyboard.press("k")
    assert page.url.endswith(f"{QUEUE}{newest.pk}/")

    page.keyboard.press("s")
    page.keyboard.type("Votes for one contestant only")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    newest.refresh_from_db()
    assert (newest.status, newest.reason) == ("set_aside", "Votes for one contestant only")

    with page.expect_navigation():
        page.keyboard.press("u")
    newest.refresh_from_db()
    assert newest.status == "open"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_in_the_console(suspect, cast, make_battle, staff_page, size):
    cast("bob", 4, outcome="right")
    review = suspect()
    make_battle(vote="a")
    page = staff_page
    page.set_viewport_size(size)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for path in (QUEUE, f"{QUEUE}?decided={review.pk}", f"{QUEUE}flagged/", f"{QUEUE}reports/"):
            page.goto(path)
            assert violations(page) == []
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
    assert VoterReview.objects.get().status == "open"


def test_a_visitor_reports_an_answer_from_its_page(live_server, monkeypatch, make_battle):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with chromium() as browser:
        page = browser.new_context(base_url=live_server.url, viewport=PHONE).new_page()
        page.goto("/history/")
        battle = make_battle()
        Battle.objects.filter(pk=battle.pk).update(visitor_key=_visitor_key())
        page.goto(f"/battles/{battle.pk}/")
        page.get_by_text("Report an answer").click()
        assert violations(page) == []
        page.locator(".report__sides label").first.click()
        page.locator("#report-reason").select_option("broken")
        with page.expect_navigation():
            page.get_by_role("button", name="Send the report").click()
        assert page.get_by_text("Somebody will look at it").is_visible()
    assert battle.reports.get().reason == "broken"


def _visitor_key() -> str:
    return Session.objects.get().get_decoded()["visitor_key"]
