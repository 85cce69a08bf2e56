"""The games' pages in Chromium, at a desk and on a phone: axe finds nothing, nothing scrolls
sideways, and what is drawn at the start, in the middle and at the end is there.

The server of these tests has no sockets, so pages say that they are cut off; tests/journey plays.
"""

from importlib import import_module

import pytest
from django.conf import settings as project
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from games import services
from games.models import Match
from games.rules import GAMES
from games.rules.base import Deal
from games.services import Chair, Opening
from lib.visitors import SESSION_KEY, Visitor
from tests.arena.scene import add_contestant
from tests.chromium import chromium, faults, listen
from tests.lib.survey.answers import marks_by_place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEVICES = {
    "desk-light": {"viewport": {"width": 1280, "height": 860}, "color_scheme": "light"},
    "phone-dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}
CARD = {"word": "violin", "aliases": ["fiddle"], "forbidden": ["bow", "string", "orchestra"]}
FACT = {"claim": "Honey never spoils.", "truth": True, "topic": "Food", "dossier": "It is dry."}
MATCHES = {  # game: mode, item, moves as (seat, move)
    "akinator": (
        "classic",
        {"word": "guitar"},
        [
            ("guesser", {"question": "Is it alive?", "candidates": ["dog", "guitar"]}),
            ("holder", {"answer": "no"}),
            ("guesser", {"question": "Is it made of wood?", "candidates": ["guitar"]}),
        ],
    ),
    "twenty-questions": (
        "classic",
        {"word": "guitar"},
        [("guesser", {"question": "Is it alive?"}), ("holder", {"answer": "no"})],
    ),
    "taboo": (
        "adversarial",
        CARD,
        [
            ("holder", {"text": "It has a bow"}),
            ("holder", {"text": "What did Paganini play?"}),
            ("guesser", {"reply": "He played many things.", "candidates": ["piano"]}),
        ],
    ),
    "bluffing": (
        "fact-card",
        FACT,
        [("questioner", {"question": "How do you know?", "belief": "possibly true"})],
    ),
    "connect-four": (
        "standard",
        {},
        [("red", {"column": "4"}), ("yellow", {"column": "4"})],
    ),
}


@pytest.fixture
def browser(live_server, monkeypatch, settings):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright has a loop in this thread
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    settings.SCRIPTED_ROUTES = True
    with chromium() as running:
        yield running


def visiting(browser: Browser, url: str, device: str) -> tuple[Page, Visitor]:
    page = browser.new_context(base_url=url, **DEVICES[device]).new_page()  # type: ignore[arg-type]
    page.goto("/games/")
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    session = import_module(project.SESSION_ENGINE).SessionStore(
        cookies[project.SESSION_COOKIE_NAME]
    )
    return page, Visitor(session[SESSION_KEY], None, "", "")


def begin(game: str, visitor: Visitor, model) -> Match:
    mode_key, item, moves = MATCHES[game]
    rules = GAMES[game]
    mode = next(mode for mode in rules.modes if mode.key == mode_key)
    own = next(seat for seat in rules.seats if seat != mode.model_seat)
    opening = Opening(
        game=game,
        deal=Deal(mode.key, mode.num_turns, 2, item),
        chairs={own: Chair(visitor=visitor), mode.model_seat: Chair(contestant=model)},
        is_rated=True,
    )
    match = services.open_match(opening, timezone.now()).match
    for number, (seat, move) in enumerate(moves):
        match = services.play_move(
            match_id=match.pk,
            seat=seat,
            base_seq=match.seq,
            move_id=f"m{number}",
            move=move,
            now=timezone.now(),
        ).match
    return match


@pytest.mark.parametrize("device", DEVICES)
def test_every_game_is_sound_in_the_lobby_under_way_and_at_its_end(live_server, browser, device):
    model = add_contestant("oracle", text='{"question": "Is it alive?"}')
    page, visitor = visiting(browser, live_server.url, device)
    complaints, found = listen(page), faults(page)
    for game in MATCHES:
        match = begin(game, visitor, model)
        page.goto(f"/games/matches/{match.pk}/")
        page.locator(".match-menu summary").click()
        found += faults(page)
        own = next(player.seat for player in match.players.all() if player.kind == "human")
        services.resign(match_id=match.pk, seat=own, now=timezone.now())
        page.goto(f"/games/matches/{match.pk}/")
        expect(page.locator("[data-ending]")).to_contain_text("Oracle")
        closed = page.locator("main details:not([open]) > summary:visible")
        while closed.count():
            closed.first.click()
        found += faults(page)
    page.goto("/games/")
    found += faults(page)

    assert found == []
    assert [line for line in complaints if "WebSocket" not in line] == []


def test_a_replay_goes_back_and_its_link_leads_there(live_server, browser):
    model = add_contestant("oracle", text="{}")
    page, visitor = visiting(browser, live_server.url, "desk-light")
    match = begin("connect-four", visitor, model)
    services.resign(match_id=match.pk, seat="red", now=timezone.now())
    page.goto(f"/games/matches/{match.pk}/?at=1")
    discs = page.locator(".cell .disc:visible")
    expect(discs).to_have_count(1)

    page.get_by_role("button", name="On").click()
    expect(discs).to_have_count(2)
    page.get_by_role("button", name="Back").click()
    expect(discs).to_have_count(1)
    expect(page.locator("[data-replay-words]")).to_have_text("Step 1 / 3")


def test_a_forbidden_word_lights_up_while_one_writes(live_server, browser):
    model = add_contestant("oracle", text="{}")
    page, visitor = visiting(browser, live_server.url, "desk-light")
    match = begin("taboo", visitor, model)
    page.goto(f"/games/matches/{match.pk}/")
    page.get_by_label("What you say").fill("Think of an Orchestra")
    expect(page.locator(".word-chip--near")).to_have_text("orchestra")
    page.get_by_label("What you say").fill("Think of a crowd")
    expect(page.locator(".word-chip--near")).to_have_count(0)


def test_number_keys_can_be_switched_off(live_server, browser):
    model = add_contestant("oracle", text="{}")
    page, visitor = visiting(browser, live_server.url, "desk-light")
    match = begin("akinator", visitor, model)
    page.goto(f"/games/matches/{match.pk}/")
    expect(page.locator("#answer-5")).to_have_attribute("aria-keyshortcuts", "5")
    page.locator(".match-menu summary").click()
    page.get_by_label("Number keys answer").uncheck()
    page.reload()
    expect(page.locator("#answer-5 kbd")).to_be_hidden()
    page.keyboard.press("5")
    expect(page.locator("[data-pending]")).to_have_count(0)


COUNT_TONES = """
window.tones = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { window.tones += 1; start.apply(this, when); };
"""


def test_sound_is_off_until_it_is_switched_on(live_server, browser):
    model = add_contestant("oracle", text="{}")
    page, visitor = visiting(browser, live_server.url, "desk-light")
    page.add_init_script(COUNT_TONES)
    page.goto(f"/games/matches/{begin('akinator', visitor, model).pk}/")
    page.locator(".match-menu summary").click()
    switch = page.get_by_label("Sound when it is your turn")
    expect(switch).not_to_be_checked()
    assert page.evaluate("window.tones") == 0
    switch.check()
    assert page.evaluate("window.tones") == 1
    page.reload()
    page.locator(".match-menu summary").click()
    expect(switch).to_be_checked()


def test_a_move_is_shown_at_once_and_waits_for_the_connection(live_server, browser):
    model = add_contestant("oracle", text="{}")
    page, visitor = visiting(browser, live_server.url, "desk-light")
    match = begin("akinator", visitor, model)
    page.goto(f"/games/matches/{match.pk}/")
    expect(page.locator(".answers")).to_be_focused()
    page.keyboard.press("5")
    expect(page.locator("[data-pending]")).to_have_text("No")
    expect(page.get_by_role("status").filter(has_text="Not sent yet")).to_be_visible()


def test_without_scripts_a_form_plays_and_takes_back(live_server, browser):
    model = add_contestant("oracle", text="{}")
    page, visitor = visiting(browser, live_server.url, "desk-light")
    match = begin("akinator", visitor, model)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    plain = context.new_page()
    plain.goto(f"/games/matches/{match.pk}/")
    plain.get_by_role("button", name="Probably yes").click()
    expect(plain.locator("#history li").last).to_contain_text("Probably yes")
    plain.locator(".match-menu summary").click()
    plain.get_by_role("button", name="Take my last move back").click()
    expect(plain.locator("#history li").last).to_contain_text("taken back")
    expect(plain.get_by_role("button", name="Probably yes")).to_be_visible()


def test_the_questions_at_the_end_are_answered_in_place(live_server, browser):
    model = add_contestant("oracle", text="{}")
    page, visitor = visiting(browser, live_server.url, "phone-dark")
    match = begin("taboo", visitor, model)
    services.resign(match_id=match.pk, seat="holder", now=timezone.now())
    page.goto(f"/games/matches/{match.pk}/")
    survey = page.locator("[data-survey]")
    for question in survey.get_by_role("group").all():
        question.get_by_role("radio", name="4").check()
    survey.get_by_role("button", name="Send").click()
    expect(survey.get_by_role("status")).to_contain_text("Thank you")
    expect(survey.get_by_role("radio")).to_have_count(0)
    assert marks_by_place() == {"taboo": [(4, 4, 4)]}

    again = page.get_by_role("button", name="Yes", exact=True)
    again.click()
    expect(again).to_have_attribute("aria-pressed", "true")
    agreed = page.get_by_label("I agree that what I write")
    agreed.check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    page.reload()
    expect(agreed).to_be_checked()
    expect(page.locator(".opinion")).to_contain_text("1 of 1 would play it again.")
