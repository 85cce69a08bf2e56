"""What the games have shown, in Chromium, at a desk and on a phone: axe finds nothing, nothing
scrolls sideways."""

import pytest

from tests.arena.scene import add_contestant
from tests.chromium import chromium, faults, listen
from tests.games.crowd import find_out, play_many

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEVICES = {
    "desk-light": {"viewport": {"width": 1280, "height": 860}, "color_scheme": "light"},
    "phone-dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}
PAGES = [
    "boards/",
    "boards/akinator/classic/",
    "boards/taboo/classic/",
    "models/",
    "models/strong/",
    "beside-chat/",
]


def test_every_page_is_sound_at_a_desk_and_on_a_phone(live_server, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright has a loop in this thread
    strong, weak, new = (add_contestant(slug) for slug in ("strong", "weak", "new"))
    play_many({strong: (0.7, 60), weak: (0.3, 60), new: (0.5, 5)}, excluded=1)
    chat = {"strong": 1100.0, "weak": 900.0, "new": 1000.0}
    find_out({"strong": 1.0, "new": 2.0, "weak": 3.0}, chat)
    found, complaints = [], []
    with chromium() as browser:
        for device in DEVICES.values():
            page = browser.new_context(base_url=live_server.url, **device).new_page()
            complaints += [listen(page)]
            for path in PAGES:
                page.goto(f"/games/{path}")
                for summary in page.locator("main summary").all():
                    summary.click()
                found += faults(page)

    assert found == []
    assert [lines for lines in complaints if lines] == []
